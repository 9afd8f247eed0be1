using System.Text;
using Xunit;

namespace Orchestrator.Schemas;

public sealed class OutputSchemaTests
{
    private const string Person = """
        {"type":"object","properties":{"name":{"type":"string"},"age":{"type":["integer","null"]},"tags":{"type":"array","items":{"$ref":"#/$defs/tag"}},"kind":{"enum":["a","b"]}},
         "required":["name","age"],"additionalProperties":false,"$defs":{"tag":{"type":"string","maxLength":3}}}
        """;

    [Theory]
    [InlineData("""{"name":"Ida","age":40}""")]
    [InlineData("""{"name":"Ida","age":null,"tags":["one"],"kind":"b"}""")]
    public void What_holds_to_the_schema_passes(string text) => Assert.Null(Read(Person).FirstBreach(text));

    [Theory]
    [InlineData("""{"name":"Ida"}""", "age")]
    [InlineData("""{"name":5,"age":1}""", "name")]
    [InlineData("""{"name":"Ida","age":1.5}""", "age")]
    [InlineData("""{"name":"Ida","age":1,"tags":["four"]}""", "tags")]
    [InlineData("""{"name":"Ida","age":1,"kind":"secret"}""", "kind")]
    [InlineData("""{"name":"Ida","age":1,"more":"secret"}""", "more")]
    [InlineData("[]", "#")]
    [InlineData("no secret", "not JSON")]
    [InlineData("{\"name\":\"secret", "not JSON")]
    public void A_breach_is_named_by_its_place_and_tells_nothing_of_the_content(string text, string place)
    {
        var breach = Read(Person).FirstBreach(text);

        Assert.Contains(place, breach, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", breach, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"$ref":"http://127.0.0.1:9/schema.json"}""")]
    [InlineData("""{"properties":{"a":{"$ref":"file:///etc/passwd"}}}""")]
    [InlineData("""{"properties":{"a":{"$ref":"other.json#/a"}}}""")]
    [InlineData("""{"properties":{"a":{"$ref":"#/definitions/missing"}}}""")]
    [InlineData("""{"type":5,"properties":7}""")]
    public void A_schema_that_cannot_be_read_by_itself_is_refused(string schema) =>
        Assert.False(OutputSchema.TryRead(Encoding.UTF8.GetBytes(schema), out _, out _));

    [Fact]
    public void A_schema_beyond_the_bound_is_refused()
    {
        Assert.False(OutputSchema.TryRead(Encoding.UTF8.GetBytes($$"""{"description":"{{new string('x', OutputSchema.LongestBytes)}}"}"""), out _, out var complaint));
        Assert.Contains("65536", complaint, StringComparison.Ordinal);
    }

    private static OutputSchema Read(string schema) =>
        OutputSchema.TryRead(Encoding.UTF8.GetBytes(schema), out var read, out var complaint) ? read : throw new InvalidOperationException(complaint);
}
