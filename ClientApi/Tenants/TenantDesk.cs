using System.Collections.Immutable;
using System.Security.Cryptography;
using Orchestrator.Identity;

namespace Orchestrator.Tenants;

/// <summary>Has the register carry out what operators order, and waits until this process knows of it.</summary>
internal sealed class TenantDesk(IGrainFactory grains, RegisterFollower follower)
{
    private const int IdLength = 12;
    private const int SecretLength = 32;
    private const string IdLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string SecretLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private ITenantRegisterGrain Register => grains.GetGrain<ITenantRegisterGrain>(0);

    public async Task<RegisterAnswer> CarryOut(string by, RegisterChange change, long? ifVersion = null)
    {
        var answer = await Register.CarryOut(new RegisterOrder(by, change, ifVersion));
        if (answer is RegisterAnswer.Done { Entry.Number: var number }) await follower.Reach(number);
        return answer;
    }

    /// <summary>Makes a key. Its text is in nobody's hands but the caller's afterwards.</summary>
    /// <param name="like">What it may; its id and hash are made here.</param>
    /// <param name="replaces">The key in whose place it is; that one ends at <paramref name="replacedEnds"/>.</param>
    public async Task<(RegisterAnswer Answer, string Text)> CreateKey(string by, string tenant, KeyRecord like, string? replaces = null, DateTimeOffset? replacedEnds = null)
    {
        var id = RandomNumberGenerator.GetString(IdLetters, IdLength);
        var text = $"orc_{id}_{RandomNumberGenerator.GetString(SecretLetters, SecretLength)}";
        var key = like with { Id = id, Hash = KeyHash.Of(text).ToString() };
        return (await CarryOut(by, new RegisterChange.CreateKey(tenant, key, replaces, replacedEnds)), text);
    }

    /// <summary>Puts on record what an operator did elsewhere.</summary>
    public Task Note(string by, string what, string subject, string detail = "") => Register.CarryOut(new RegisterOrder(by, new RegisterChange.Note(what, subject, detail)));

    public Task<ImmutableArray<RegisterEntry>> Log(long before, int most) => Register.Log(before, most);
}
