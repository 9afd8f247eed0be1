using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Orchestrator.Conversations;

public sealed class WindowOptionsTests
{
    [Fact]
    public void By_default_nothing_is_dropped_and_no_window_is_known()
    {
        var terms = Start().Of(new ModelName("small"));

        Assert.Equal(new WindowTerms(null, WindowPolicy.Refuse, Keep: 0.5, SummaryTokens: 1_000), terms);
    }

    [Fact]
    public void A_model_has_its_own_window_and_the_rest_is_for_all()
    {
        var windows = Start(
            ("Models:small:ContextWindow", "8192"), ("Models:small:MaxTokens", "500"), ("Models:large:Upstream", "anywhere"),
            ("Conversations:Window:Policy", "Summarise"), ("Conversations:Window:Keep", "0.3"), ("Conversations:Window:SummaryTokens", "300"));

        Assert.Equal(new WindowTerms(8_192, WindowPolicy.Summarise, Keep: 0.3, SummaryTokens: 300), windows.Of(new ModelName("small")));
        Assert.Null(windows.Of(new ModelName("large")).Size);
    }

    [Theory]
    [InlineData("Conversations:Window:Policy", "7", "Policy is unknown, expected Refuse, DropOldest or Summarise.")]
    [InlineData("Conversations:Window:Keep", "0.05", "Keep must be between 0.1 and 0.9")]
    [InlineData("Conversations:Window:Keep", "0.95", "Keep must be between 0.1 and 0.9")]
    [InlineData("Conversations:Window:SummaryTokens", "63", "SummaryTokens must be between 64 and 100000")]
    [InlineData("Models:small:ContextWindow", "1023", "Models:small:ContextWindow is 1023, expected 1024 to 10000000.")]
    [InlineData("Models:small:ContextWindow", "10000001", "Models:small:ContextWindow is 10000001, expected 1024 to 10000000.")]
    [InlineData("Models:small:ContextWindow", "big", "Models:small is not understood. Failed to convert configuration value 'big' at 'Models:small:ContextWindow'")]
    public void A_value_out_of_range_fails_at_start_and_says_what_was_expected(string key, string value, string expected)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Start((key, value)));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_that_is_no_policy_fails_at_start_and_is_named()
    {
        var failure = Assert.ThrowsAny<InvalidOperationException>(() => Start(("Conversations:Window:Policy", "Forget")));

        Assert.Contains("'Forget' at 'Conversations:Window:Policy'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_summary_may_not_take_more_than_half_of_a_window()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Start(("Conversations:Window:Policy", "Summarise"), ("Models:small:ContextWindow", "1999")));

        Assert.Contains("Conversations:Window:SummaryTokens is 1000, more than half of Models:small:ContextWindow, 1999.", failure.Message, StringComparison.Ordinal);
    }

    private static ContextWindows Start(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)))
            .Build();
        var services = new ServiceCollection().AddConversations(configuration).BuildServiceProvider();
        services.GetRequiredService<IStartupValidator>().Validate();
        return services.GetRequiredService<ContextWindows>();
    }
}
