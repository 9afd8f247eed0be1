using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Orchestrator.Quota;

/// <summary>What may be configured, as a file says it.</summary>
public sealed class QuotaOptionsTests
{
    private const string Limit = "Plans:free:Limits:0";

    public static TheoryData<string> Accepted =>
    [
        "Unit=Requests Amount=1 Period=00:00:01",
        "Unit=Tokens Amount=1000 Period=00:01:00 Burst=500",
        "Unit=Tokens Amount=1000000000000 Period=31.00:00:00 Algorithm=SlidingWindow",
        "Unit=Requests Amount=10 Period=00:00:10 Algorithm=SlidingWindow",
        "Unit=Requests Amount=10 Period=00:00:01 Algorithm=LeakyBucket",
        "Unit=Requests Amount=10 Period=00:00:01 Algorithm=LeakyBucket Burst=600",
        "Unit=Cost Amount=0.000000001 Every=Month Algorithm=FixedWindow TimeZone=Europe/Berlin",
        "Unit=Cost Amount=100000000 Every=Day Algorithm=FixedWindow",
        "Unit=Cost Amount=12.345 Period=1.00:00:00 Burst=0.5",
        "Unit=Concurrency Amount=5 Scope=Key",
        "Unit=Requests Amount=5 Period=00:01:00 Scope=Key Only:0=first Only:1=second",
        "Unit=Requests Amount=5 Period=00:01:00 Scope=Model Only:0=small",
    ];

    [Theory, MemberData(nameof(Accepted))]
    public void A_limit_in_range_is_accepted(string limit) => Assert.Equal("", ErrorsOf(limit));

    [Theory]
    [InlineData("Name=Tokens", "Name is 'Tokens', expected 1 to 64 of a-z, 0-9 and hyphen.")]
    [InlineData("Unit=7", "Unit is 7, expected Requests, Tokens, Concurrency or Cost.")]
    [InlineData("Amount=0", "Amount is 0, expected 1 to 1000000000000, a whole number.")]
    [InlineData("Amount=1.5", "Amount is 1.5, expected 1 to 1000000000000, a whole number.")]
    [InlineData("Amount=1000000000001", "Amount is 1000000000001, expected 1 to 1000000000000, a whole number.")]
    [InlineData("Unit=Cost Amount=0", "Amount is 0, expected 0.000000001 to 100000000, with at most 9 decimals.")]
    [InlineData("Unit=Cost Amount=0.0000000015", "Amount is 0.0000000015, expected 0.000000001 to 100000000, with at most 9 decimals.")]
    [InlineData("Unit=Cost Amount=100000000.1", "Amount is 100000000.1, expected 0.000000001 to 100000000, with at most 9 decimals.")]
    [InlineData("Period=00:00:00", "Period is 00:00:00, expected 00:00:01 to 31.00:00:00.")]
    [InlineData("Period=31.00:00:01", "Period is 31.00:00:01, expected 00:00:01 to 31.00:00:00.")]
    [InlineData("Period=", "Period is missing, expected 00:00:01 to 31.00:00:00.")]
    [InlineData("Burst=10001", "Burst is 10001, expected 1 to 10000 for an Amount of 10, a whole number.")]
    [InlineData("Burst=0.5", "Burst is 0.5, expected 1 to 10000 for an Amount of 10, a whole number.")]
    [InlineData("Algorithm=9", "Algorithm is 9, expected TokenBucket, LeakyBucket, FixedWindow or SlidingWindow.")]
    [InlineData("Every=Day", "Every is Day, but only a FixedWindow has it: expected a Period.")]
    [InlineData("TimeZone=UTC", "TimeZone is UTC, but only a FixedWindow has one.")]
    [InlineData("Algorithm=SlidingWindow Period=00:00:09", "Period is 00:00:09, expected 00:00:10 to 31.00:00:00.")]
    [InlineData("Algorithm=SlidingWindow Burst=5", "Burst is 5, but a SlidingWindow has none.")]
    [InlineData("Algorithm=FixedWindow Every=Day", "Period is 00:01:00, but a FixedWindow has Every instead.")]
    [InlineData("Algorithm=FixedWindow Every=Day Burst=5", "Burst is 5, but a FixedWindow has none.")]
    [InlineData("Algorithm=FixedWindow", "Every is missing, expected Minute, Hour, Day or Month.")]
    [InlineData("Algorithm=FixedWindow Every=7", "Every is 7, expected Minute, Hour, Day or Month.")]
    [InlineData("Algorithm=FixedWindow Every=Day TimeZone=Mars/Olympus", "TimeZone is 'Mars/Olympus', which this machine does not know: expected an IANA name")]
    [InlineData("Algorithm=LeakyBucket Burst=11", "Burst is 11: at an Amount of 10 in 00:01:00 the last would wait 66 s for its turn, expected at most 60 s.")]
    [InlineData("Algorithm=LeakyBucket Amount=1 Period=00:02:00", "Burst is 1 by default: at an Amount of 1 in 00:02:00 the last would wait 120 s for its turn, expected at most 60 s.")]
    [InlineData("Unit=Concurrency", "Period is 00:01:00, but concurrency has none.")]
    [InlineData("Unit=Concurrency Burst=5", "Burst is 5, but concurrency has none.")]
    [InlineData("Unit=Concurrency Algorithm=TokenBucket", "Algorithm is TokenBucket, but concurrency has none.")]
    [InlineData("Unit=Concurrency Every=Day", "Every is Day, but concurrency has none.")]
    [InlineData("Scope=7", "Scope is 7, expected Tenant, Key or Model.")]
    [InlineData("Only:0=first", "Only is 'first', but Scope is Tenant: expected Scope Key or Model, or no Only.")]
    [InlineData("Scope=Key Only:0=First!", "Only has 'First!', expected the id of a key, 1 to 32 of a-z and 0-9.")]
    [InlineData("Scope=Model Only:0=large", "Only has 'large', but Models:large does not exist.")]
    public void A_limit_out_of_range_is_refused_by_path_value_and_expectation(string edit, string message) =>
        Assert.Contains($"{Limit}:{message}", ErrorsOf($"Unit=Requests Amount=10 Period=00:01:00 {edit}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("Plans:free:Mode", "2", "Plans:free:Mode is 2, expected Estimated or Strict.")]
    [InlineData("Plans:free:MaxTokens", "0", "Plans:free:MaxTokens is 0, expected 1 to 10000000.")]
    [InlineData("Models:small:MaxTokens", "10000001", "Models:small:MaxTokens is 10000001, expected 1 to 10000000.")]
    [InlineData("Models:small:Price:Output", "", "Models:small:Price:Output is missing, expected 0 to 1000000 for 1000000 tokens, with at most 6 decimals.")]
    [InlineData("Models:small:Price:CacheMiss", "1000001", "Models:small:Price:CacheMiss is 1000001, expected 0 to 1000000")]
    [InlineData("Models:small:Price:CacheHit", "-1", "Models:small:Price:CacheHit is -1, expected 0 to 1000000")]
    [InlineData("Models:small:Price:CacheHit", "0.0000001", "Models:small:Price:CacheHit is 0.0000001, expected 0 to 1000000 for 1000000 tokens, with at most 6 decimals.")]
    [InlineData("Models:small:Price:Peak:0:From", "", "Models:small:Price:Peak:0:From is missing, expected a time such as 09:00.")]
    [InlineData("Models:small:Price:Peak:0:Factor", "", "Models:small:Price:Peak:0:Factor is missing, expected 0.01 to 100, with at most 2 decimals.")]
    [InlineData("Models:small:Price:Peak:0:Factor", "0.001", "Models:small:Price:Peak:0:Factor is 0.001, expected 0.01 to 100, with at most 2 decimals.")]
    [InlineData("Models:small:Price:Peak:0:TimeZone", "Beijing", "Models:small:Price:Peak:0:TimeZone is 'Beijing', which this machine does not know")]
    [InlineData("Models:small:Price:Peak:0:Days:0", "9", "Models:small:Price:Peak:0:Days has 9, expected Monday to Sunday.")]
    [InlineData("Tenants:acme:Plan", "gold", "Tenants:acme:Plan is 'gold', but Plans:gold does not exist.")]
    [InlineData("Quota:Lease", "00:00:01", "Quota:Lease is 00:00:01, expected 00:00:02 to 00:05:00.")]
    [InlineData("Quota:Lease", "00:05:01", "Quota:Lease is 00:05:01, expected 00:00:02 to 00:05:00.")]
    [InlineData("Quota:AssumedCompletionTokens", "0", "Quota:AssumedCompletionTokens is 0, expected 1 to 1000000.")]
    public void Whatever_else_is_out_of_range_is_refused_by_path_value_and_expectation(string path, string value, string message) =>
        Assert.Contains(message, ErrorsOf(Settings("Unit=Requests Amount=10 Period=00:01:00", (path, value))), StringComparison.Ordinal);

    [Theory]
    [InlineData("Plans:free:Limits:0:Unit", "Peanuts", "Plans:free is not understood. Failed to convert configuration value 'Peanuts' at 'Plans:free:Limits:0:Unit'")]
    [InlineData("Plans:free:Limits:0:Period", "soon", "'soon' at 'Plans:free:Limits:0:Period'")]
    [InlineData("Plans:free:Limits:0:Ammount", "10", "'Ammount'")]
    [InlineData("Plans:free:Limts:0:Name", "test", "'Limts'")]
    [InlineData("Models:small:MaxTokens", "few", "Models:small is not understood. Failed to convert configuration value 'few' at 'Models:small:MaxTokens'")]
    [InlineData("Models:small:Price:Peak:0:Days:0", "Mondag", "'Mondag' at 'Models:small:Price:Peak:0:Days:0'")]
    [InlineData("Quota:PermitLease", "00:00:30", "'PermitLease'")]
    public void What_is_not_understood_is_refused_and_not_left_out(string path, string value, string message) =>
        Assert.Contains(message, ErrorsOf(Settings("Unit=Requests Amount=10 Period=00:01:00", (path, value))), StringComparison.Ordinal);

    [Fact]
    public void A_limit_of_cost_needs_the_price_of_every_model_that_it_binds()
    {
        const string Cost = "Unit=Cost Amount=5 Period=1.00:00:00";
        var unpriced = ("Models:large:Upstream", "anywhere");

        Assert.Contains($"{Limit} limits the cost of calls, but Models:large:Price is missing: expected CacheMiss and Output.", ErrorsOf(Settings(Cost, unpriced)), StringComparison.Ordinal);
        Assert.Equal("", ErrorsOf(Settings($"{Cost} Scope=Model Only:0=small", unpriced)));
    }

    [Fact]
    public void A_name_is_used_once_in_a_plan() => Assert.Contains(
        "Plans:free:Limits:1:Name is 'test', as is another limit's of the plan.",
        ErrorsOf(Settings("Unit=Concurrency Amount=1", ("Plans:free:Limits:1:Name", "test"), ("Plans:free:Limits:1:Unit", "Concurrency"), ("Plans:free:Limits:1:Amount", "1"))),
        StringComparison.Ordinal);

    [Fact]
    public void A_plan_has_sixteen_limits_at_most() => Assert.Contains(
        "Plans:free:Limits has 17 limits, the most is 16.",
        ErrorsOf(Settings("Unit=Concurrency Amount=1", [.. Enumerable.Range(1, 16).Select(i => ($"Plans:free:Limits:{i}:Name", $"limit-{i}"))])),
        StringComparison.Ordinal);

    [Fact]
    public void Names_and_windows_are_bounded()
    {
        var names = Enumerable.Range(0, 257).Select(i => ($"{Limit}:Only:{i.ToString(CultureInfo.InvariantCulture)}", $"key{i}"));
        var windows = Enumerable.Range(0, 17).Select(i => ($"Models:small:Price:Peak:{i}:Factor", "2"));
        var errors = ErrorsOf(Settings("Unit=Concurrency Amount=1 Scope=Key", [.. names, .. windows]));

        Assert.Contains($"{Limit}:Only has 257 names, the most is 256.", errors, StringComparison.Ordinal);
        Assert.Contains("Models:small:Price:Peak has 17 windows, the most is 16.", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ClientApi/orchestrator.json")]
    [InlineData("deploy/orchestrator.json")]
    public void What_is_shipped_is_accepted_and_has_a_price_for_every_model(string file)
    {
        var options = new QuotaOptions();
        new QuotaSettings(new ConfigurationBuilder().AddJsonFile(Path.Combine(Root(), file)).Build()).Configure(options);

        Assert.Null(new QuotaOptionsValidator().Validate(null, options).FailureMessage);
        Assert.NotEmpty(options.Models);
        Assert.All(options.Models.Values, model => Assert.Equal(2, PriceReader.Read(model).Price!.Peak.Length));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Orchestrator.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    private static string ErrorsOf(string limit) => ErrorsOf(Settings(limit));

    /// <summary>What a silo says at its start.</summary>
    private static string ErrorsOf(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        using var services = new ServiceCollection().AddLogging().AddQuota(configuration).BuildServiceProvider();
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return "";
        }
        catch (OptionsValidationException refused)
        {
            return refused.Message;
        }
    }

    /// <summary>A plan with one limit, said as Name=Value, a model with a price, and whatever a test edits.</summary>
    private static Dictionary<string, string?> Settings(string limit, params (string Path, string Value)[] edits)
    {
        var settings = new Dictionary<string, string?>
        {
            [$"{Limit}:Name"] = "test",
            ["Models:small:Price:CacheMiss"] = "0.15",
            ["Models:small:Price:Output"] = "0.60",
            ["Models:small:Price:Peak:0:From"] = "09:00",
            ["Models:small:Price:Peak:0:To"] = "12:00",
            ["Models:small:Price:Peak:0:Factor"] = "2",
        };
        foreach (var pair in limit.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')))
            settings[$"{Limit}:{pair[0]}"] = pair[1].Length == 0 ? null : pair[1];
        foreach (var (path, value) in edits) settings[path] = value.Length == 0 ? null : value;
        return settings;
    }
}
