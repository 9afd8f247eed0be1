using System.Collections.Immutable;
using CsCheck;
using Xunit;

namespace Orchestrator.Tenants;

public sealed class RegisterTests
{
    private static readonly DateTimeOffset s_now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableSortedDictionary<string, string> s_settings = ImmutableSortedDictionary<string, string>.Empty.Add("Weight", "2");

    private readonly Register _register = new(new Configured());

    [Fact]
    public void A_tenant_is_made_changed_paused_and_deleted_and_each_step_is_on_record()
    {
        Done(new RegisterChange.CreateTenant("acme", "Acme", "file"));
        Done(new RegisterChange.PutPlan("team", s_settings));
        var changed = Done(new RegisterChange.ChangeTenant("acme", null, "team", null));
        var paused = Done(new RegisterChange.ChangeTenant("acme", null, null, true));
        var deleted = Done(new RegisterChange.DeleteTenant("acme"));

        Assert.Equal(("tenant.change", "plan file to team"), (changed.What, changed.Detail));
        Assert.Equal(("tenant.pause", "paused", true), (paused.What, paused.Detail, paused.Tenant!.Paused));
        Assert.Equal(("tenant.delete", true, 5L), (deleted.What, deleted.Removed, deleted.Number));
        Assert.Empty(_register.Tenants);
    }

    [Fact]
    public void What_cannot_be_names_its_field_or_its_reason_and_changes_nothing()
    {
        Done(new RegisterChange.CreateTenant("acme", "", "file"));
        Done(new RegisterChange.PutPlan("team", s_settings));
        Done(new RegisterChange.ChangeTenant("acme", null, "team", null));
        var before = _register.Version;

        Assert.Equal("id", Invalid(new RegisterChange.CreateTenant("Acme Inc", "", "file")));
        Assert.Equal("plan", Invalid(new RegisterChange.CreateTenant("zeta", "", "nowhere")));
        Assert.Equal("name", Invalid(new RegisterChange.CreateTenant("zeta", new string('x', 129), "file")));
        Assert.Equal("plan", Invalid(new RegisterChange.ChangeTenant("acme", null, "", null)));
        Assert.Equal("plan", Invalid(new RegisterChange.PutPlan("bad", s_settings)));
        Assert.Equal("expires_at", Invalid(new RegisterChange.CreateKey("acme", Key("k1") with { ExpiresAt = s_now })));
        Assert.Equal("endpoints", Invalid(new RegisterChange.CreateKey("acme", Key("k1") with { Endpoints = ["admin"] })));
        Assert.Equal("hash", Invalid(new RegisterChange.CreateKey("acme", Key("k1") with { Hash = "secret" })));
        Conflicts(new RegisterChange.CreateTenant("acme", "", "file"));
        Conflicts(new RegisterChange.CreateTenant("known", "", "file"));
        Conflicts(new RegisterChange.DeleteTenant("known"));
        Conflicts(new RegisterChange.DeletePlan("team"));
        Conflicts(new RegisterChange.PutPlan("file", s_settings));
        Conflicts(new RegisterChange.CreateKey("acme", Key("configured")));
        Assert.IsType<RegisterAnswer.Missing>(Decide(new RegisterChange.ChangeTenant("nobody", "x", null, null)));
        Assert.IsType<RegisterAnswer.Missing>(Decide(new RegisterChange.RevokeKey("acme", "k1")));
        Assert.IsType<RegisterAnswer.Missing>(Decide(new RegisterChange.DeletePlan("nowhere")));
        Assert.Equal(before, _register.Version);
    }

    [Fact]
    public void Only_the_version_that_was_read_is_changed_where_one_is_named()
    {
        var made = Done(new RegisterChange.CreateTenant("acme", "", "file"));
        Done(new RegisterChange.ChangeTenant("acme", "Acme", null, null));

        Assert.IsType<RegisterAnswer.Conflict>(_register.Decide(new RegisterOrder("ada", new RegisterChange.ChangeTenant("acme", "Other", null, null), made.Number), s_now));
    }

    [Fact]
    public void A_configured_tenant_gets_another_plan_and_its_own_back()
    {
        var changed = Done(new RegisterChange.ChangeTenant("known", null, "file", null));
        Assert.True(changed.Tenant!.IsConfigured);
        Assert.Equal("", Done(new RegisterChange.ChangeTenant("known", null, "", null)).Tenant!.Plan);
        Assert.Equal("tenant.reset", Done(new RegisterChange.DeleteTenant("known")).What);
    }

    [Fact]
    public void A_rotated_key_ends_with_the_overlap_and_both_are_there_until_then()
    {
        Done(new RegisterChange.CreateTenant("acme", "", "file"));
        Done(new RegisterChange.CreateKey("acme", Key("old")));

        var keys = Done(new RegisterChange.CreateKey("acme", Key("fresh"), "old", s_now.AddHours(1))).Tenant!.Keys;

        Assert.Equal(new[] { ("old", (DateTimeOffset?)s_now.AddHours(1)), ("fresh", null) }, keys.Select(key => (key.Id, key.ExpiresAt)));
        Assert.IsType<RegisterAnswer.Conflict>(Decide(new RegisterChange.CreateKey("acme", Key("old"))));
    }

    [Fact]
    public void A_revoked_key_stays_on_record_and_is_not_revived()
    {
        Done(new RegisterChange.CreateTenant("acme", "", "file"));
        Done(new RegisterChange.CreateKey("acme", Key("k1")));
        Assert.Equal(s_now, Done(new RegisterChange.RevokeKey("acme", "k1")).Tenant!.Keys.Single().RevokedAt);

        Assert.IsType<RegisterAnswer.Conflict>(Decide(new RegisterChange.ExpireKey("acme", "k1", null)));
        Assert.IsType<RegisterAnswer.Conflict>(Decide(new RegisterChange.RevokeKey("acme", "k1")));
    }

    [Fact]
    public void A_tenant_has_at_most_thirty_two_live_keys_and_the_longest_revoked_make_room()
    {
        Done(new RegisterChange.CreateTenant("acme", "", "file"));
        for (var i = 0; i < 100; i++)
        {
            Done(new RegisterChange.CreateKey("acme", Key($"k{i}")));
            if (i >= 31) Done(new RegisterChange.RevokeKey("acme", $"k{i - 31}"));
        }

        Done(new RegisterChange.CreateKey("acme", Key("last")));
        Conflicts(new RegisterChange.CreateKey("acme", Key("toomany")));
        Assert.True(_register.Tenants.Single().Keys.Length <= 2 * TenantRecord.MostKeys);
    }

    /// <summary>Restart at any moment: what was kept and the entries since come to the same state.</summary>
    [Fact]
    public void The_log_is_the_state() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 4], Gen.Int[0, 3]).Array[0, 80].Sample(steps =>
        {
            var whole = new Register(new Configured());
            var entries = new List<RegisterEntry>();
            (long Version, TenantRecord[] Tenants, PlanRecord[] Plans) kept = (0, [], []);
            foreach (var (kind, tenant, other) in steps)
            {
                RegisterChange change = kind switch
                {
                    0 => new RegisterChange.CreateTenant($"t{tenant}", "", other == 0 ? "file" : $"p{other}"),
                    1 => new RegisterChange.ChangeTenant(tenant == 0 ? "known" : $"t{tenant}", $"name {other}", null, other > 1),
                    2 => new RegisterChange.DeleteTenant($"t{tenant}"),
                    3 => new RegisterChange.CreateKey($"t{tenant}", Key($"k{tenant}{other}")),
                    4 => new RegisterChange.RevokeKey($"t{tenant}", $"k{tenant}{other}"),
                    5 => new RegisterChange.PutPlan($"p{other}", s_settings),
                    _ => new RegisterChange.DeletePlan($"p{other}"),
                };
                if (whole.Decide(new RegisterOrder("ada", change), s_now) is RegisterAnswer.Done { Entry: var entry })
                {
                    whole.Apply(entry);
                    entries.Add(entry);
                }

                if (other == 2) kept = (whole.Version, [.. whole.Tenants], [.. whole.Plans]);
            }

            var again = new Register(new Configured());
            again.Restore(kept.Version, kept.Tenants, kept.Plans);
            foreach (var entry in entries.Where(entry => entry.Number > kept.Version)) again.Apply(entry);
            Assert.Equal(whole.Tenants, again.Tenants);
            Assert.Equal(whole.Plans, again.Plans);
            Assert.Equal(whole.Version, again.Version);
            var next = new RegisterOrder("ada", new RegisterChange.DeletePlan("p1"));
            Assert.Equal(whole.Decide(next, s_now), again.Decide(next, s_now));
        });

    internal static KeyRecord Key(string id) => new() { Id = id, Hash = "sha256:" + new string('0', 64) };

    private RegisterAnswer Decide(RegisterChange change) => _register.Decide(new RegisterOrder("ada", change), s_now);

    private RegisterEntry Done(RegisterChange change)
    {
        var entry = Assert.IsType<RegisterAnswer.Done>(Decide(change)).Entry;
        _register.Apply(entry);
        return entry;
    }

    private string Invalid(RegisterChange change) => Assert.IsType<RegisterAnswer.Invalid>(Decide(change)).Field;

    private void Conflicts(RegisterChange change) => Assert.IsType<RegisterAnswer.Conflict>(Decide(change));

    /// <summary>A file with a tenant, a key and a plan, which holds that no plan is called bad.</summary>
    internal sealed class Configured : IConfiguredNames
    {
        public bool HasTenant(string tenant) => tenant == "known";

        public bool HasKey(string key) => key == "configured";

        public bool HasPlan(string plan) => plan == "file";

        public string? CheckPlan(string plan, ImmutableSortedDictionary<string, string> settings) => plan == "bad" ? "Plans:bad is bad." : null;
    }
}
