using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Orchestrator.Bodies;
using Orchestrator.Outcomes;
using Orchestrator.Tenants;

namespace Orchestrator.Admin;

/// <summary>Tenants' keys. The text of a key is shown once, when it is made; what is kept is its hash.</summary>
internal sealed class KeysAdmin(TenantDirectory tenants, TenantDesk desk, TimeProvider time)
{
    private const string Tag = "keys";
    private const int LongestOverlap = 90 * 24 * 60 * 60;

    private static readonly Rule s_time = Time;
    private static readonly Dictionary<string, Rule> s_new = new()
    {
        ["name"] = Rules.Text(TenantRecord.LongestName), ["expires_at"] = s_time,
        ["models"] = Rules.Array(0, KeyRecord.MostModels, Rules.Text(256)), ["endpoints"] = Rules.Array(0, 8, Rules.Text(32)),
    };

    private static readonly Dictionary<string, Rule> s_rotate = new() { ["overlap_seconds"] = Rules.Integer(0, LongestOverlap) };
    private static readonly Dictionary<string, Rule> s_expiry = new() { ["expires_at"] = (value, path) => value.ValueKind is JsonValueKind.Null ? null : Time(value, path) };

    public void Map(IEndpointRouteBuilder look, IEndpointRouteBuilder change)
    {
        look.MapGet("/tenants/{tenant}/keys", List)
            .Describe(Tag, "A tenant's keys", "Those of the register, revoked ones among them as long as there is room, and the ids of configured ones.")
            .ShowExample(new Listing<KeyAnswer>([KeyAnswer.Example], null));
        change.MapPost("/tenants/{tenant}/keys", Create).WithMetadata(RegisterAudit.ByItself)
            .Describe(Tag, "Create a key", "It opens the door at once, at every node. Its text is in this answer and nowhere else. models and endpoints bind it; absent or empty they bind it to nothing.")
            .ShowExample(NewKeyAnswer.Example, new KeyOrderBody("laptop of Ada", Examples.At.AddDays(90), ["deepseek-flash"], []));
        change.MapPost("/tenants/{tenant}/keys/{key}/rotate", Rotate).WithMetadata(RegisterAudit.ByItself)
            .Describe(Tag, "Rotate a key", "Makes a key that may the same, and lets the old one end after overlap_seconds (0 to 90 days; absent: a day). Until then both open the door.")
            .ShowExample(NewKeyAnswer.Example, new RotateBody(3600));
        change.MapPatch("/tenants/{tenant}/keys/{key}", Expire).WithMetadata(RegisterAudit.ByItself)
            .Describe(Tag, "Let a key end", "Sets when it stops to open the door; null for never.")
            .ShowExample(KeyAnswer.Example, new ExpiryBody(Examples.At.AddDays(90)));
        change.MapDelete("/tenants/{tenant}/keys/{key}", Revoke).WithMetadata(RegisterAudit.ByItself)
            .Describe(Tag, "Revoke a key", "It opens no door any more: at this node when this returns, and at every other within five seconds, whatever becomes of the network between them.")
            .ShowExample(answer: null);
    }

    public Results<Ok<Listing<KeyAnswer>>, ProblemHttpResult> List([TenantName] string tenant)
    {
        if (tenants.Find(tenant) is null) return AdminProblem.NotFound($"There is no tenant '{tenant}'.");
        var now = time.GetUtcNow();
        return TypedResults.Ok(new Listing<KeyAnswer>([.. tenants.KeysOf(tenant).Select(key => KeyAnswer.Of(key, now)), .. tenants.ConfiguredKeysOf(tenant).Select(KeyAnswer.Configured)], null));
    }

    public async Task<Results<Created<NewKeyAnswer>, ProblemHttpResult>> Create(HttpContext context, [TenantName] string tenant)
    {
        var (body, problem) = await AdminBody.Read(context, s_new);
        if (problem is not null) return problem;
        using (body)
        {
            var like = new KeyRecord
            {
                Id = "", Hash = "",
                Name = body!.Root.TryGetProperty("name"u8, out var name) ? name.GetString()! : "",
                ExpiresAt = body.Root.TryGetProperty("expires_at"u8, out var ends) ? ends.GetDateTimeOffset() : null,
                Models = Texts(body, "models"),
                Endpoints = Texts(body, "endpoints"),
            };
            var (answer, text) = await desk.CreateKey(context.Operator(), tenant, like);
            return Made(answer, tenant, text);
        }
    }

    public async Task<Results<Created<NewKeyAnswer>, ProblemHttpResult>> Rotate(HttpContext context, [TenantName] string tenant, [StringLength(32, MinimumLength = 1)] string key)
    {
        var (body, problem) = await AdminBody.Read(context, s_rotate);
        if (problem is not null) return problem;
        using (body)
        {
            var overlap = body!.Root.TryGetProperty("overlap_seconds"u8, out var seconds) ? TimeSpan.FromSeconds(seconds.GetInt32()) : TimeSpan.FromDays(1);
            if (tenants.KeysOf(tenant).FirstOrDefault(one => one.Id == key) is not { } old) return AdminProblem.NotFound($"The tenant '{tenant}' has no key '{key}' that was made here.");
            var like = old with { ExpiresAt = null };
            var (answer, text) = await desk.CreateKey(context.Operator(), tenant, like, key, time.GetUtcNow() + overlap);
            return Made(answer, tenant, text);
        }
    }

    public async Task<Results<Ok<KeyAnswer>, ProblemHttpResult>> Expire(HttpContext context, [TenantName] string tenant, [StringLength(32, MinimumLength = 1)] string key)
    {
        var (body, problem) = await AdminBody.Read(context, s_expiry);
        if (problem is not null) return problem;
        using (body)
        {
            if (!body!.Root.TryGetProperty("expires_at"u8, out var ends)) return AdminProblem.Invalid("expires_at", "'expires_at' is required: expected a time such as 2027-05-01T12:00:00Z, or null.");
            var answer = await desk.CarryOut(context.Operator(), new RegisterChange.ExpireKey(tenant, key, ends.ValueKind is JsonValueKind.Null ? null : ends.GetDateTimeOffset()));
            if (answer is not RegisterAnswer.Done { Entry.Tenant: { } changed }) return answer.ProblemOf()!;
            return TypedResults.Ok(KeyAnswer.Of(changed.Keys.First(one => one.Id == key), time.GetUtcNow()));
        }
    }

    public async Task<Results<NoContent, ProblemHttpResult>> Revoke(HttpContext context, [TenantName] string tenant, [StringLength(32, MinimumLength = 1)] string key)
    {
        var answer = await desk.CarryOut(context.Operator(), new RegisterChange.RevokeKey(tenant, key));
        return answer.ProblemOf() is { } refused ? refused : TypedResults.NoContent();
    }

    private Results<Created<NewKeyAnswer>, ProblemHttpResult> Made(RegisterAnswer answer, string tenant, string text)
    {
        if (answer is not RegisterAnswer.Done { Entry.Tenant: { } changed }) return answer.ProblemOf()!;
        return TypedResults.Created($"{AdminHosting.Root}/tenants/{tenant}/keys", new NewKeyAnswer(text, KeyAnswer.Of(changed.Keys[^1], time.GetUtcNow())));
    }

    private static ApiError? Time(JsonElement value, string path) => value.ValueKind is JsonValueKind.String && value.TryGetDateTimeOffset(out _) ? null : Invalid.Value(path, "a time such as 2027-05-01T12:00:00Z");

    private static System.Collections.Immutable.ImmutableArray<string> Texts(JsonBody body, string member) =>
        body.Root.TryGetProperty(member, out var list) ? [.. list.EnumerateArray().Select(text => text.GetString()!)] : [];
}
