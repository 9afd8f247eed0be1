using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Upstreams;

/// <summary>Where an upstream continues an answer that was begun.</summary>
public sealed class PrefixOptions
{
    /// <summary>The address in front of <c>/chat/completions</c> where the last message may be the beginning of the answer. Default: none, and broken streams are not healed.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Most continuations of one broken stream; 0 for none. Default: 3.</summary>
    [Range(0, 20)]
    public int MostHeals { get; init; } = 3;
}
