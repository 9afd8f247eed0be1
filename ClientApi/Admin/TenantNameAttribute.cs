using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Admin;

/// <summary>Holds a parameter to the form of a tenant's name.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class TenantNameAttribute() : RegularExpressionAttribute("^[a-z0-9][a-z0-9-]{0,63}$")
{
    // By itself it lets pass what is empty.
    public override bool IsValid(object? value) => value is string { Length: > 0 } && base.IsValid(value);

    public override string FormatErrorMessage(string name) => $"'{name}' must be a tenant's name: 1 to 64 of a-z, 0-9 and '-', not starting with '-'.";
}
