using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Orchestrator.Conversations;

public sealed class RetentionRulesTests
{
    [Fact]
    public void By_default_responses_are_kept_for_thirty_days_and_conversations_for_ever()
    {
        var options = Read();

        Assert.Equal(TimeSpan.FromDays(30), options.Of(new TenantId("any"), ConversationShelf.Responses).Time);
        Assert.Equal(RetentionTime.Forever, options.Of(new TenantId("any"), ConversationShelf.Conversations));
        Assert.Equal(TimeSpan.FromDays(1), options.Of(new TenantId("any"), ConversationShelf.Removed).Time);
    }

    [Fact]
    public void What_a_tenant_does_not_say_is_as_for_all()
    {
        var options = Read(("Conversations:Retention:Conversations", "7.00:00:00"), ("Tenants:acme:Retention:Responses", "forever"), ("Tenants:acme:Plan", "large"));

        Assert.Equal(RetentionTime.Forever, options.Of(new TenantId("acme"), ConversationShelf.Responses));
        Assert.Equal(TimeSpan.FromDays(7), options.Of(new TenantId("acme"), ConversationShelf.Conversations).Time);
    }

    [Theory]
    [InlineData("Conversations:Retention:Responses", "soon", "Conversations:Retention:Responses is 'soon', expected a time of 00:01:00 or more, such as 30.00:00:00, or forever.")]
    [InlineData("Conversations:Retention:Responses", "00:00:59", "Conversations:Retention:Responses is '00:00:59'")]
    [InlineData("Conversations:Retention:Response", "1.00:00:00", "Conversations:Retention:Response is not known, expected Responses, Conversations, Removed, SweepEvery.")]
    [InlineData("Conversations:Retention:SweepEvery", "often", "Conversations:Retention:SweepEvery is 'often', expected a time")]
    [InlineData("Conversations:Retention:SweepEvery", "00:00:30", "SweepEvery must be between")]
    [InlineData("Tenants:acme:Retention:Removed", "1.00:00:00", "Tenants:acme:Retention:Removed is not known, expected Responses, Conversations.")]
    public void What_is_not_understood_stops_the_start_and_is_named(string key, string value, string expected)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Read((key, value)));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    private static RetentionOptions Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build();
        using var services = new ServiceCollection().AddConversations(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptionsMonitor<RetentionOptions>>().CurrentValue;
    }
}
