using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace Orchestrator.Schemas;

public sealed class SchemaReaderTests
{
    [Theory]
    [InlineData("[]", "it is no object")]
    [InlineData("""{"type":"banana"}""", "/type")]
    [InlineData("""{"type":[]}""", "/type")]
    [InlineData("""{"properties":[]}""", "/properties")]
    [InlineData("""{"properties":{"a/b":7}}""", "/properties/a~1b")]
    [InlineData("""{"required":[1]}""", "/required")]
    [InlineData("""{"items":[{}]}""", "/items")]
    [InlineData("""{"anyOf":[]}""", "/anyOf")]
    [InlineData("""{"allOf":[{},{"minLength":-1}]}""", "/allOf/1/minLength")]
    [InlineData("""{"enum":[]}""", "/enum")]
    [InlineData("""{"exclusiveMinimum":true}""", "/exclusiveMinimum")]
    [InlineData("""{"multipleOf":0}""", "/multipleOf")]
    [InlineData("""{"maxItems":0}""", "/maxItems")]
    [InlineData("""{"$defs":[]}""", "/$defs")]
    [InlineData("""{"$defs":{"unused":{"if":{}}}}""", "/$defs/unused/if")]
    [InlineData("""{"prefixItems":[{}]}""", "/prefixItems")]
    [InlineData("""{"patternProperties":{}}""", "/patternProperties")]
    [InlineData("""{"$id":"http://example.test/x"}""", "/$id")]
    [InlineData("""{"pattern":"("}""", "/pattern")]
    [InlineData("""{"pattern":"(a)\\1"}""", "/pattern")]
    [InlineData("""{"pattern":"(?=a)"}""", "/pattern")]
    [InlineData("""{"$ref":"#/$defs/gone"}""", "/$ref")]
    [InlineData("""{"$ref":"other.json"}""", "/$ref")]
    [InlineData("""{"$ref":"file:///etc/hostname"}""", "/$ref")]
    [InlineData("""{"$ref":7}""", "/$ref")]
    [InlineData("""{"$ref":"#"}""", "never ends")]
    [InlineData("""{"anyOf":[{"type":"null"},{"$ref":"#/$defs/a"}],"$defs":{"a":{"not":{"$ref":"#/$defs/b"}},"b":{"allOf":[{"$ref":"#/$defs/a"}]}}}""", "never ends")]
    public void A_schema_that_cannot_be_checked_is_refused_by_its_place(string schema, string said)
    {
        Assert.False(SchemaReader.TryRead(JsonDocument.Parse(schema).RootElement, out _, out var problem));
        Assert.Contains(said, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_fetched()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var address = $"http://{server.LocalEndpoint}/schema.json";

        Assert.False(SchemaReader.TryRead(JsonDocument.Parse("{\"properties\":{\"a\":{\"$ref\":\"" + address + "\"}}}").RootElement, out _, out var problem));

        Assert.Contains("nothing is fetched", problem, StringComparison.Ordinal);
        Assert.False(server.Pending());
    }

    [Fact]
    public void A_schema_has_a_size_and_a_depth()
    {
        Assert.True(IsTaken(Nested(SchemaReader.MostDepth)));
        Assert.False(IsTaken(Nested(SchemaReader.MostDepth + 1)));
        Assert.True(IsTaken(Titled(SchemaReader.MostBytes)));
        Assert.False(IsTaken(Titled(SchemaReader.MostBytes + 1)));
    }

    [Fact]
    public void A_problem_is_told_shortly_however_long_the_names()
    {
        var name = new string('n', 5000);

        Assert.False(SchemaReader.TryRead(JsonDocument.Parse($$$"""{"properties":{"{{{name}}}":7}}""").RootElement, out _, out var problem));

        Assert.InRange(problem.Length, 1, 400);
    }

    [Theory]
    [InlineData("(a{1000}){1000}")]
    [InlineData("((a*)*)*b")]
    public void A_pattern_costs_little_whatever_it_is(string pattern)
    {
        if (!SchemaReader.TryRead(JsonDocument.Parse(JsonSerializer.Serialize(new { pattern })).RootElement, out var schema, out _)) return;

        Assert.NotNull(schema.Check('"' + new string('a', 20_000) + '!' + '"'));
    }

    private static bool IsTaken(string schema) => SchemaReader.TryRead(JsonDocument.Parse(schema).RootElement, out _, out _);

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"not\":", depth - 1)) + "{}" + new string('}', depth - 1);

    private static string Titled(int bytes) => $$"""{"title":"{{new string('t', bytes - 12)}}"}""";
}
