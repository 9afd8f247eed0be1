using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Orchestrator.Schemas;

public sealed class OutputSchemaTests
{
    private const string Tree = """{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"name":{"type":"string"},"children":{"type":"array","items":{"$ref":"#/$defs/node"}}},"required":["name","children"],"additionalProperties":false}}}""";

    [Theory]
    [InlineData("{}", "[1,{\"a\":null}]")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""", """{"a":"x"}""")]
    [InlineData("""{"type":"integer"}""", "1.0")]
    [InlineData("""{"type":"integer"}""", "123456789012345678901234567890123")]
    [InlineData("""{"type":"integer"}""", "1e40")]
    [InlineData("""{"type":["integer","null"]}""", "1e25")]
    [InlineData("""{"type":"number","maximum":10,"multipleOf":0.5}""", "-1e300")]
    [InlineData("""{"type":"number","minimum":10}""", "1e999")]
    [InlineData("""{"type":["string","null"]}""", "null")]
    [InlineData("""{"enum":[{"b":1,"a":[2]},"x"]}""", """{"a":[2.0],"b":1}""")]
    [InlineData("""{"enum":[null]}""", "null")]
    [InlineData("""{"type":["object","null"],"required":["a"]}""", "null")]
    [InlineData("""{"enum":[1e40,1e25]}""", "10000000000000000000000000")]
    [InlineData("""{"oneOf":[{"properties":{"k":{"const":"a"}}},{"properties":{"k":{"const":"b"}}}]}""", """{"k":"b"}""")]
    [InlineData("""{"anyOf":[{"type":"string"},{"$ref":"#/$defs/n"}],"$defs":{"n":{"type":"null"}}}""", "null")]
    [InlineData("""{"minLength":1,"maxLength":1}""", "\"\\ud83d\\ude00\"")]
    [InlineData("""{"pattern":"^a+$"}""", "\"aaa\"")]
    [InlineData("""{"pattern":"^a+$"}""", "7")]
    [InlineData("""{"format":"date-time","x-mine":1,"title":"t"}""", "\"no date\"")]
    [InlineData("""{"properties":{"$ref":{"type":"integer"},"$id":true,"definitions":{}}}""", """{"$ref":1,"$id":2}""")]
    [InlineData("""{"$ref":"#/$defs/a~1b~0c","$defs":{"a/b~c":{"type":"integer"}}}""", "1")]
    [InlineData("""{"additionalProperties":{"type":"integer"}}""", """{"x":1,"y":2}""")]
    [InlineData(Tree, """{"name":"a","children":[{"name":"b","children":[]}]}""")]
    public void What_holds_has_no_verdict(string schema, string output) => Assert.Null(Read(schema).Check(output));

    [Theory]
    [InlineData("{}", "not json", "", "NotJson")]
    [InlineData("{}", "", "", "NotJson")]
    [InlineData("{}", "{\"a\":1,}", "", "NotJson")]
    [InlineData("{}", "{'a':1}", "", "NotJson")]
    [InlineData("{}", "{\"a\":1,\"a\":2}", "", "NotJson")]
    [InlineData("{}", "```json\n{}\n```", "", "NotJson")]
    [InlineData("""{"type":"object"}""", "[]", "", "ObjectExpected")]
    [InlineData("""{"required":["a/b"]}""", "{}", "/a~1b", "PropertyRequired")]
    [InlineData("""{"properties":{"a":{"type":"object","additionalProperties":false}}}""", """{"a":{"secret":1}}""", "/a", "NoAdditionalPropertiesAllowed")]
    [InlineData("""{"additionalProperties":{"type":"integer"}}""", """{"x":1,"y":"2"}""", "/y", "IntegerExpected")]
    [InlineData("""{"properties":{"a.b":{"items":{"enum":["x"]}}}}""", """{"a.b":["x","y"]}""", "/a.b/1", "NotInEnumeration")]
    [InlineData("""{"type":"integer"}""", "1.5", "", "IntegerExpected")]
    [InlineData("""{"enum":["1"]}""", "1", "", "NotInEnumeration")]
    [InlineData("""{"const":1,"enum":[1,2]}""", "2", "", "NotTheConstant")]
    [InlineData("""{"oneOf":[{"properties":{"k":{"const":"a"}}},{"properties":{"k":{"const":"b"}}}]}""", """{"k":"c"}""", "", "NotOneOf")]
    [InlineData("""{"properties":{"x":false}}""", """{"x":1}""", "/x", "ExcludedSchemaValidates")]
    [InlineData("""{"minLength":2}""", "\"\\ud83d\\ude00\"", "", "StringTooShort")]
    [InlineData("""{"maxLength":2}""", "\"abc\"", "", "StringTooLong")]
    [InlineData("""{"pattern":"^a+$"}""", "\"ab\"", "", "PatternMismatch")]
    [InlineData("""{"properties":{"p":{"$ref":"#/$defs/s","minLength":3}},"$defs":{"s":{"type":"string"}}}""", """{"p":"ab"}""", "/p", "StringTooShort")]
    [InlineData("""{"properties":{"p":{"$ref":"#/$defs/s","minItems":3}},"$defs":{"s":{"type":"array"}}}""", """{"p":[1]}""", "/p", "TooFewItems")]
    [InlineData("""{"maximum":10}""", "1e300", "", "NumberTooBig")]
    [InlineData("""{"maximum":10}""", "1e999", "", "NumberTooBig")]
    [InlineData("""{"type":"string"}""", "1e25", "", "StringExpected")]
    [InlineData("""{"multipleOf":2}""", "1e999", "", "NumberNotMultipleOf")]
    [InlineData("""{"exclusiveMinimum":3}""", "3", "", "NumberTooSmall")]
    [InlineData("""{"multipleOf":0.1}""", "0.25", "", "NumberNotMultipleOf")]
    [InlineData("""{"minItems":1,"maxItems":2,"uniqueItems":true}""", "[1,2,3]", "", "TooManyItems")]
    [InlineData("""{"uniqueItems":true}""", "[1,1]", "", "ItemsNotUnique")]
    [InlineData("""{"not":{"type":"null"}}""", "null", "", "ExcludedSchemaValidates")]
    [InlineData(Tree, """{"name":"a","children":[{"name":1,"children":[]}]}""", "/children/0/name", "StringExpected")]
    [InlineData(Tree, """{"name":"a","children":[{"name":"b"}]}""", "/children/0/children", "PropertyRequired")]
    public void The_first_violation_is_told_by_its_place(string schema, string output, string place, string violation) =>
        Assert.Equal(new SchemaVerdict(place, violation), Read(schema).Check(output));

    [Fact]
    public void A_verdict_says_nothing_of_the_answer()
    {
        var verdict = Read("""{"properties":{"a":{"enum":["x"]}},"additionalProperties":false}""").Check("""{"a":"hidden","concealed":1}""");

        Assert.Equal("The model's answer does not hold to 'text.format.schema' at '/a': NotInEnumeration.", verdict!.Message);
    }

    [Fact]
    public void Alternatives_that_double_with_each_level_are_given_up_at_the_same_place_every_time()
    {
        var schema = Read("""{"$ref":"#/$defs/n","$defs":{"n":{"properties":{"a":{"anyOf":[{"$ref":"#/$defs/n"},{"$ref":"#/$defs/n"}]},"b":{"type":"string"}}}}}""");
        var output = string.Concat(Enumerable.Repeat("{\"a\":", 60)) + "{\"b\":1}" + new string('}', 60);

        Assert.Equal(new SchemaVerdict("", "TooCostlyToCheck"), schema.Check(output));
        Assert.Equal(new SchemaVerdict("", "TooCostlyToCheck"), schema.Check(output));
    }

    [Fact]
    public void A_long_chain_of_references_ends_before_the_stack_does()
    {
        var links = Enumerable.Range(0, 1500).Select(number => string.Create(CultureInfo.InvariantCulture, $"\"d{number}\":{{\"$ref\":\"#/$defs/d{number + 1}\"}}"));
        var schema = Read("{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + string.Join(',', links) + ",\"d1500\":{}}}");

        Assert.Equal(new SchemaVerdict("", "TooCostlyToCheck"), schema.Check("1"));
    }

    [Fact]
    public void Answers_nested_deeper_or_longer_than_allowed_are_refused()
    {
        Assert.Equal("NotJson", Read("{}").Check(new string('[', 65) + new string(']', 65))!.Violation);
        Assert.Null(Read("{}").Check(new string('[', 64) + new string(']', 64)));
        Assert.Equal("TooLong", Read("{}").Check('"' + new string('a', OutputSchema.MostCharacters) + '"')!.Violation);
    }

    private static OutputSchema Read(string schema)
    {
        Assert.True(SchemaReader.TryRead(JsonDocument.Parse(schema).RootElement, out var compiled, out var problem), problem);
        return compiled;
    }
}
