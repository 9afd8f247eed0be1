using System.Collections.Immutable;
using System.Security.Cryptography;
using Orchestrator.Identity;

namespace Orchestrator.Tenants;

/// <summary>Has the register carry out what operators order, and waits until this process knows of it.</summary>
internal sealed class TenantDesk(IGrainFactory grains, RegisterFollower follower)
{
    private const int IdLength = 12;
    private const int SecretLength = 32;

    // How much of the log one question reads at most.
    private const int LongestLook = 200;
    private const int MostLooks = 20;

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

    /// <summary>Puts on record what an operator is about to do elsewhere. What is not on record is not to be done.</summary>
    public Task<RegisterAnswer> Note(string by, string what, string subject, string detail = "") => Register.CarryOut(new RegisterOrder(by, new RegisterChange.Note(what, subject, detail)));

    /// <summary>The newest entries before the numbered one that fit, and where to go on; null at the end of the log.</summary>
    /// <param name="most">1 to 200.</param>
    public async Task<(ImmutableArray<RegisterEntry> Found, long? Next)> Log(LogQuery query, long before, int most)
    {
        var found = ImmutableArray.CreateBuilder<RegisterEntry>();
        for (var look = 0; look < MostLooks; look++)
        {
            var part = await Register.Log(before, query.IsForAll ? most : LongestLook);
            foreach (var entry in part)
            {
                before = entry.Number;
                if (query.Fits(entry)) found.Add(entry);
                if (found.Count == most) break;
            }

            if (part.IsEmpty || before == 1) return (found.ToImmutable(), null);
            if (found.Count == most) break;
        }

        return (found.ToImmutable(), before);
    }
}
