using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Simulator.Tests;

/// <summary>Request bodies, short to write.</summary>
internal static class Bodies
{
    public static (string Role, string Text) Instruction(string text) => ("system", text);

    public static (string Role, string Text) User(string text) => ("user", text);

    public static (string Role, string Text) Assistant(string text) => ("assistant", text);

    /// <summary>A chat request without thinking, plus the given fields as JSON.</summary>
    public static string Chat(string more, params (string Role, string Text)[] messages) => Build("""{"thinking":{"type":"disabled"}}""", more, messages);

    /// <summary>A chat request with thinking, plus the given fields as JSON.</summary>
    public static string ThinkingChat(string more, params (string Role, string Text)[] messages) => Build("{}", more, messages);

    private static string Build(string start, string more, (string Role, string Text)[] messages)
    {
        var body = JsonNode.Parse(start)!.AsObject();
        body["model"] = "deepseek-flash";
        body["messages"] = new JsonArray([.. messages.Select(message => JsonSerializer.SerializeToNode(new { role = message.Role, content = message.Text }))]);
        foreach (var (name, value) in JsonNode.Parse($"{{{more}}}")!.AsObject())
            body[name] = value?.DeepClone();
        return body.ToJsonString();
    }
}
