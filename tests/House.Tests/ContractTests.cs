using System.Reflection;
using System.Runtime.CompilerServices;

namespace Orchestrator.House;

/// <summary>What goes over the wire has a name and numbers of its own, so that code can be renamed and moved.</summary>
public sealed class ContractTests
{
    private static readonly Type[] s_types = [.. typeof(TenantId).Assembly.GetTypes()
        .Where(type => type.Namespace is { } space && (space == "Orchestrator" || space.StartsWith("Orchestrator.", StringComparison.Ordinal)))
        .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute), false))];

    private static readonly Type[] s_interfaces = [.. s_types.Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type))];

    private static readonly Type[] s_messages = [.. s_types.Where(type => !type.IsInterface && !(type.IsAbstract && type.IsSealed))];

    [Fact]
    public void Every_message_has_a_serializer_and_an_alias()
    {
        Assert.NotEmpty(s_messages);
        Problems.None(s_messages.Where(type => !type.IsDefined(typeof(GenerateSerializerAttribute), false) || AliasOf(type) is null).Select(type => type.FullName));
    }

    [Fact]
    public void Every_message_is_immutable()
    {
        var copied = s_messages.Where(type => !type.IsEnum && !type.IsDefined(typeof(ImmutableAttribute), false));

        Problems.None(copied.Select(type => $"{type.FullName} is copied at every call: [Immutable] is missing"));
    }

    [Fact]
    public void Every_member_of_a_message_has_a_number_of_its_own()
    {
        Assert.All(s_messages.Where(type => !type.IsEnum), type =>
        {
            var stored = type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(property => property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not null)
                .ToList();
            Problems.None(stored.Where(property => property.GetCustomAttribute<IdAttribute>() is null).Select(property => $"{type}.{property.Name} has no [Id]"));
            Assert.Distinct(stored.Select(property => property.GetCustomAttribute<IdAttribute>()!.Id));
        });
    }

    [Fact]
    public void Every_grain_interface_and_every_call_has_an_alias()
    {
        Assert.NotEmpty(s_interfaces);
        Problems.None(s_interfaces.Where(type => AliasOf(type) is null).Select(type => type.FullName));
        Problems.None(s_interfaces.SelectMany(type => type.GetMethods()).Where(method => AliasOf(method) is null).Select(method => $"{method.DeclaringType}.{method.Name}"));
    }

    [Fact]
    public void No_alias_is_used_twice()
    {
        Assert.Distinct(s_types.Select(AliasOf).OfType<string>());
        Assert.All(s_interfaces, type => Assert.Distinct(type.GetMethods().Select(AliasOf).OfType<string>()));
        Assert.All(s_types.Select(AliasOf).OfType<string>(), alias => Assert.StartsWith("orchestrator.", alias, StringComparison.Ordinal));
    }

    /// <summary>A missing snapshot is no error to the analyzer, only silence.</summary>
    [Fact]
    public void The_snapshot_names_every_grain_interface()
    {
        var snapshot = Repository.Read("Grains.Interfaces/OrleansContracts.txt");

        Assert.Contains("<EnableOrleansContractsAnalyzer>true</EnableOrleansContractsAnalyzer>", Repository.Read("Grains.Interfaces/Grains.Interfaces.csproj"), StringComparison.Ordinal);
        Assert.All(s_interfaces, type => Assert.Contains($" {type.FullName} [Version(", snapshot, StringComparison.Ordinal));
    }

    [Fact]
    public void Contracts_know_no_JSON_and_no_HTTP()
    {
        var wrong = Source.In("Grains.Interfaces").Where(source => source.Says(@"\bSystem\.Text\.Json\b|\bNewtonsoft\b|\bJson(PropertyName|Converter|Ignore)\b|\bMicrosoft\.AspNetCore\b|\bSystem\.Net\.Http\b"));

        Problems.None(wrong.Select(source => source.Path));
        Assert.Equal(["Microsoft.Orleans.Sdk"], Project.Named("Grains.Interfaces").Packages);
    }

    private static string? AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(false)?.Alias;
}
