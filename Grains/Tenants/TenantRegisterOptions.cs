using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orchestrator.Tenants;

/// <summary>How much of the register's log is kept. Section <c>Register</c>.</summary>
public sealed class TenantRegisterOptions
{
    /// <summary>After so many orders the state is kept whole. Default: 1,000.</summary>
    [Range(1, 100_000)]
    public int KeepEvery { get; set; } = 1_000;

    /// <summary>Entries of the log that are kept at least, for the audit. Default: 100,000.</summary>
    [Range(1_000, 10_000_000)]
    public int LongestLog { get; set; } = 100_000;
}

[OptionsValidator]
internal sealed partial class TenantRegisterOptionsValidator : IValidateOptions<TenantRegisterOptions>;
