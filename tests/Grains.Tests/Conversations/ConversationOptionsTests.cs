using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Orchestrator.Conversations;

public sealed class ConversationOptionsTests
{
    [Fact]
    public void Defaults_are_valid() => Start();

    [Theory]
    [InlineData("MaxTurns", "0")]
    [InlineData("MaxBytes", "1")]
    [InlineData("MaxFirstMessages", "0")]
    [InlineData("LongestTurn", "00:00:01")]
    public void A_bound_out_of_range_fails_at_start_and_is_named(string option, string value)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Start(($"Conversations:{option}", value)));

        Assert.Contains(option, failure.Message, StringComparison.Ordinal);
    }

    private static void Start(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)))
            .Build();
        using var services = new ServiceCollection().AddConversations(configuration).BuildServiceProvider();
        services.GetRequiredService<IStartupValidator>().Validate();
    }
}
