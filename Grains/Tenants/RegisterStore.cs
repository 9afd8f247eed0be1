using System.Collections.Immutable;
using Orleans.Storage;

namespace Orchestrator.Tenants;

/// <summary>
/// Reads and writes the register's records. An entry is written once, against an empty ETag, so that the store refuses a second activation. Now and then the state is kept whole, in
/// pages that a head names, so that an activation reads them and the entries since.
/// </summary>
internal sealed class RegisterStore(IGrainStorage storage)
{
    private const int Window = 64;
    private const int TenantsInPage = 250;

    /// <summary>Restores the state and answers with the newest entries, in order.</summary>
    public async Task<List<RegisterEntry>> Load(GrainId register, Register state)
    {
        if ((await ReadHead(register)).State is { Pages: > 0 } head)
        {
            var pages = await Task.WhenAll(Enumerable.Range(0, head.Pages).Select(page => Read<RegisterPage>(PageName(head.Version, page), register)));
            if (Array.IndexOf(pages, null) is var hole and >= 0) throw new InvalidOperationException($"Page {hole} of the register's state at {head.Version} is missing from the store.");
            state.Restore(head.Version, pages.SelectMany(page => page!.Tenants), pages.SelectMany(page => page!.Plans));
        }

        var entries = new List<RegisterEntry>();
        while (true)
        {
            var found = await Entries(register, state.Version + 1, Window);
            foreach (var entry in found) state.Apply(entry);
            entries.AddRange(found);
            if (found.Count < Window) return entries;
        }
    }

    public Task Write(GrainId register, RegisterEntry entry) => storage.WriteStateAsync(EntryName(entry.Number), register, new GrainState<RegisterEntry>(entry));

    /// <summary>Entries from the numbered one on, up to the first that is missing.</summary>
    public async Task<List<RegisterEntry>> Entries(GrainId register, long first, int count)
    {
        var found = await Existing(register, first, count);
        return [.. found.TakeWhile((entry, place) => entry.Number == first + place)];
    }

    /// <summary>Those of so many entries from the numbered one on that there are.</summary>
    public async Task<List<RegisterEntry>> Existing(GrainId register, long first, int count)
    {
        var records = await Task.WhenAll(Enumerable.Range(0, count).Select(offset => Read<RegisterEntry>(EntryName(first + offset), register)));
        return [.. records.OfType<RegisterEntry>()];
    }

    /// <summary>Keeps the state whole, and removes what no longer has to be kept: the pages before, and entries up to the numbered one.</summary>
    public async Task Keep(GrainId register, Register state, long lastToRemove)
    {
        var head = await ReadHead(register);
        var (version, pages) = (head.State!.Version, head.State.Pages);
        var removed = head.State.Removed;
        var made = Pages(state).ToList();
        for (var page = 0; page < made.Count; page++) await storage.WriteStateAsync(PageName(state.Version, page), register, new GrainState<RegisterPage>(made[page]));
        head.State = new RegisterHead(state.Version, made.Count, Math.Max(removed, lastToRemove));
        await storage.WriteStateAsync("head", register, head);
        for (var page = 0; page < pages; page++) await Clear<RegisterPage>(PageName(version, page), register);
        for (var number = removed + 1; number <= lastToRemove; number++) await Clear<RegisterEntry>(EntryName(number), register);
    }

    private static IEnumerable<RegisterPage> Pages(Register state)
    {
        var chunks = state.Tenants.Chunk(TenantsInPage).ToList();
        if (chunks.Count == 0) chunks.Add([]);
        for (var i = 0; i < chunks.Count; i++)
            yield return new RegisterPage(state.Version, [.. chunks[i]], i == 0 ? [.. state.Plans] : ImmutableArray<PlanRecord>.Empty, i == chunks.Count - 1);
    }

    private async Task<GrainState<RegisterHead>> ReadHead(GrainId register)
    {
        var record = new GrainState<RegisterHead>();
        await storage.ReadStateAsync("head", register, record);
        if (!record.RecordExists) record.State = new RegisterHead(0, 0, 0);
        return record;
    }

    private async Task<T?> Read<T>(string name, GrainId register) where T : class
    {
        var record = new GrainState<T>();
        await storage.ReadStateAsync(name, register, record);
        return record.RecordExists ? record.State : null;
    }

    private async Task Clear<T>(string name, GrainId register) where T : class
    {
        var record = new GrainState<T>();
        await storage.ReadStateAsync(name, register, record);
        if (record.RecordExists) await storage.ClearStateAsync(name, register, record);
    }

    private static string EntryName(long number) => $"entry-{number}";

    private static string PageName(long version, int page) => $"page-{version}-{page}";
}

/// <summary>Where the state was kept whole last.</summary>
/// <param name="Version">Number of the newest entry in it; 0 for none.</param>
/// <param name="Removed">Number of the last entry that was removed for its age.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.register-head")]
internal sealed record RegisterHead([property: Id(0)] long Version, [property: Id(1)] int Pages, [property: Id(2)] long Removed);
