using Xunit;

namespace Orchestrator.Tests.Quota;

/// <summary>Tests that take all the machine has, and run when the others, some of which watch the clock, have ended.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
