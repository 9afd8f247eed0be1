using System.Collections.Immutable;
using CsCheck;
using Microsoft.Extensions.Configuration;
using Orchestrator.Identity;
using Xunit;

namespace Orchestrator.Tenants;

public sealed class TenantBookTests
{
    private static readonly string s_hash = KeyHash.Of("orc_k_0123456789abcdef").ToString();

    private static readonly Gen<RegisterChange> s_change = Gen.Select(Gen.Int[0, 7], Gen.Int[0, 4], Gen.Int[0, 9], (RegisterChange (int kind, int tenant, int key) => kind switch
    {
        0 => new RegisterChange.CreateTenant($"t{tenant}", "", "open"),
        1 => new RegisterChange.ChangeTenant($"t{tenant}", $"name {key}", null, key % 2 == 0),
        2 => new RegisterChange.DeleteTenant($"t{tenant}"),
        3 or 4 => new RegisterChange.CreateKey($"t{tenant}", new KeyRecord { Id = $"k{key}", Hash = s_hash }),
        5 => new RegisterChange.RevokeKey($"t{tenant}", $"k{key}"),
        6 => new RegisterChange.PutPlan($"p{tenant}", ImmutableSortedDictionary<string, string>.Empty.Add("Weight", $"{key + 1}")),
        _ => new RegisterChange.DeletePlan($"p{tenant}"),
    }));

    [Fact]
    public void A_book_that_follows_from_anywhere_says_what_the_register_says()
    {
        s_change.Array[0, 40].Select(Gen.Int[0, 40], Gen.Int[1, 5], Gen.Int[1, 3]).Sample((changes, read, news, page) =>
        {
            var register = new RegisterUnderTest(new ConfigurationBuilder().AddInMemoryCollection([new("Plans:open:Weight", "1")]).Build());
            foreach (var change in changes.Take(read)) register.Order(change);

            // Entries that come while the pages are read are in some of them and not in others.
            var book = TenantBook.Empty;
            var rest = new Queue<RegisterChange>(changes.Skip(read));
            for (var (after, isLast) = ("", false); !isLast;)
            {
                var got = register.ReadNow(after, page);
                book = book.With(got);
                (after, isLast) = (got.Tenants.IsEmpty ? after : got.Tenants[^1].Id, got.IsLast);
                if (rest.TryDequeue(out var change)) register.Order(change);
            }

            while (rest.TryDequeue(out var change)) register.Order(change);
            while (book.Version < register.Version) book = book.With(register.NewsNow(book.Version, news).Entries);

            var all = register.ReadNow("", 1_000);
            Assert.Equal(all.Tenants.Select(tenant => (tenant.Id, tenant.Version, tenant.Paused)), book.Tenants.Values.Select(tenant => (tenant.Id, tenant.Version, tenant.Paused)));
            Assert.Equal(all.Plans.Select(plan => (plan.Name, plan.Version)), book.Plans.Values.Select(plan => (plan.Name, plan.Version)));
            Assert.Equal(
                all.Tenants.SelectMany(tenant => tenant.Keys.Where(key => key.RevokedAt is null).Select(key => (key.Id, tenant.Id))).Order(),
                book.Keys.Values.Select(key => (key.Holder.Key, key.Holder.Tenant.Value)).Order());
        }, iter: 2_000);
    }
}
