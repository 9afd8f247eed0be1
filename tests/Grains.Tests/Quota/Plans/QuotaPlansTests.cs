using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Orchestrator.Quota;

public sealed class QuotaPlansTests : IDisposable
{
    private const string Limit = "Plans:free:Limits:0";
    private static readonly TenantId s_acme = new("acme");

    private readonly IConfigurationRoot _configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Tenants:acme:Plan"] = "free",
        [$"{Limit}:Name"] = "test",
        [$"{Limit}:Amount"] = "10",
        [$"{Limit}:Period"] = "00:01:00",
        ["Models:small:MaxTokens"] = "500",
        ["Models:small:Price:CacheMiss"] = "0.15",
        ["Models:small:Price:Output"] = "0.60",
    }).Build();

    private readonly ServiceProvider _services;

    private readonly Told _told = new();

    public QuotaPlansTests() => _services = new ServiceCollection().AddSingleton<ILogger<QuotaPlans>>(_told).AddQuota(_configuration).BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    private QuotaPlans Plans => _services.GetRequiredService<QuotaPlans>();

    public static TheoryData<string, LimitTerms> Readings => new()
    {
        { "Burst=5", new("test", QuotaUnit.Requests, QuotaAlgorithm.TokenBucket, 10, 600_000_000, 5) },
        { "", new("test", QuotaUnit.Requests, QuotaAlgorithm.TokenBucket, 10, 600_000_000, 10) },
        { "Algorithm=SlidingWindow", new("test", QuotaUnit.Requests, QuotaAlgorithm.SlidingWindow, 10, 600_000_000, 10) },
        { "Algorithm=LeakyBucket Amount=120", new("test", QuotaUnit.Requests, QuotaAlgorithm.LeakyBucket, 120, 600_000_000, 10) },
        { "Algorithm=LeakyBucket Amount=11 Period=00:00:50", new("test", QuotaUnit.Requests, QuotaAlgorithm.LeakyBucket, 11, 500_000_000, 1) },
        { "Algorithm=LeakyBucket Amount=0.000000001 Unit=Cost", new("test", QuotaUnit.Cost, QuotaAlgorithm.LeakyBucket, 1, 600_000_000, 1) },
        { "Algorithm=LeakyBucket Amount=12 Unit=Cost", new("test", QuotaUnit.Cost, QuotaAlgorithm.LeakyBucket, 12_000_000_000, 600_000_000, 1_000_000_000) },
        { "Algorithm=FixedWindow Period= Every=Month TimeZone=Asia/Shanghai", new("test", QuotaUnit.Requests, QuotaAlgorithm.FixedWindow, 10, 0, 10, CalendarUnit.Month, "Asia/Shanghai") },
        { "Unit=Concurrency Period=", new("test", QuotaUnit.Concurrency, QuotaAlgorithm.TokenBucket, 10, 0, 10) },
        { "Unit=Cost Amount=12.345678901 Burst=0.5", new("test", QuotaUnit.Cost, QuotaAlgorithm.TokenBucket, 12_345_678_901, 600_000_000, 500_000_000) },
    };

    [Theory, MemberData(nameof(Readings))]
    public void A_limit_is_read_in_whole_units_with_its_defaults(string edit, object terms)
    {
        Edit(edit);

        Assert.Equal(terms, Plans.Of(s_acme).Limits.Single().Terms);
    }

    [Fact]
    public void A_plan_has_its_mode_its_maximum_and_its_scopes()
    {
        Edit("Scope=Model Only:0=small", ("Plans:free:Mode", "Strict"), ("Plans:free:MaxTokens", "800"));

        var plan = Plans.Of(s_acme);

        Assert.Equal((QuotaMode.Strict, 800), (plan.Mode, plan.MaxTokens));
        Assert.Equal(QuotaScope.Model, plan.Limits[0].Scope.By);
        Assert.Equal(["small"], plan.Limits[0].Scope.Only);
    }

    [Fact]
    public void A_version_is_the_same_wherever_the_plan_is_and_never_none()
    {
        var there = new ServiceCollection().AddLogging().AddQuota(_configuration).BuildServiceProvider().GetRequiredService<QuotaPlans>();

        Assert.Equal(there.Of(s_acme).Version, Plans.Of(s_acme).Version);
        Assert.NotEqual(0, Plans.Of(s_acme).Version);
    }

    [Fact]
    public void A_version_does_not_change_with_what_is_not_the_plans()
    {
        var version = Plans.Of(s_acme).Version;

        Edit("", ("Models:small:MaxTokens", "600"), ("Tenants:other:Plan", "free"), ("Plans:gold:MaxTokens", "5"));

        Assert.Equal(version, Plans.Of(s_acme).Version);
        Assert.Equal(version, Plans.Of(new TenantId("other")).Version);
    }

    [Theory]
    [InlineData("Name=other")]
    [InlineData("Unit=Tokens")]
    [InlineData("Algorithm=SlidingWindow")]
    [InlineData("Amount=11")]
    [InlineData("Period=00:02:00")]
    [InlineData("Burst=9")]
    [InlineData("Scope=Key")]
    [InlineData("Scope=Key Only:0=first")]
    [InlineData("Algorithm=FixedWindow Period= Every=Day")]
    [InlineData("Algorithm=FixedWindow Period= Every=Day TimeZone=Asia/Shanghai")]
    public void A_version_changes_with_each_part_of_a_limit(string edit)
    {
        var version = Plans.Of(s_acme).Version;

        Edit(edit);

        Assert.NotEqual(version, Plans.Of(s_acme).Version);
    }

    [Theory]
    [InlineData("Plans:free:Mode", "Strict")]
    [InlineData("Plans:free:MaxTokens", "1")]
    public void A_version_changes_with_each_part_of_a_plan(string path, string value)
    {
        var version = Plans.Of(s_acme).Version;

        Edit("", (path, value));

        Assert.NotEqual(version, Plans.Of(s_acme).Version);
    }

    [Theory]
    [InlineData("Amount=0", "Plans:free:Limits:0:Amount is 0")]
    [InlineData("Amount=many", "'many' at 'Plans:free:Limits:0:Amount'")]
    [InlineData("Unit=Peanuts", "'Peanuts' at 'Plans:free:Limits:0:Unit'")]
    public void An_edit_that_is_wrong_is_told_and_leaves_the_last_good_plan_in_force(string edit, string problem)
    {
        var plan = Plans.Of(s_acme);

        Edit(edit);

        Assert.Same(plan, Plans.Of(s_acme));
        var (level, message) = Assert.Single(_told.Lines);
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains(problem, message, StringComparison.Ordinal);

        Edit("Amount=20 Unit=Requests");
        Assert.Equal(20, Plans.Of(s_acme).Limits[0].Terms.Amount);
    }

    [Fact]
    public void A_model_has_its_price_and_its_maximum_and_follows_edits()
    {
        Assert.Equal(500, Plans.Of(new ModelName("small")).MaxTokens);

        Edit("", ("Models:small:Price:Output", "1.20"), ("Models:small:MaxTokens", "600"));

        var model = Plans.Of(new ModelName("small"));
        Assert.Equal(600, model.MaxTokens);
        Assert.Equal(1_200, model.Price!.Of(new TokenUsage(0, 1), DateTimeOffset.UnixEpoch));
        Assert.Equal(150, model.Price.Of(new TokenUsage(1, 0, 1), DateTimeOffset.UnixEpoch));
        Assert.Equal(ModelTerms.Unknown, Plans.Of(new ModelName("unheard-of")));
    }

    [Fact]
    public void A_tenant_without_a_plan_gets_nothing() =>
        Assert.Contains("Tenants:nobody:Plan", Assert.Throws<InvalidOperationException>(() => Plans.Of(new TenantId("nobody"))).Message, StringComparison.Ordinal);

    /// <summary>Edits the limit, said as Name=Value, and other settings, and has them read again as a file that changed is.</summary>
    private void Edit(string limit, params (string Path, string Value)[] others)
    {
        _ = Plans;
        foreach (var pair in limit.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')))
            _configuration[string.Create(CultureInfo.InvariantCulture, $"{Limit}:{pair[0]}")] = pair[1].Length == 0 ? null : pair[1];
        foreach (var (path, value) in others) _configuration[path] = value;
        _configuration.Reload();
    }

    private sealed class Told : ILogger<QuotaPlans>
    {
        public List<(LogLevel Level, string Message)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add((logLevel, formatter(state, exception)));
    }
}
