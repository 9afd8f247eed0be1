using Microsoft.AspNetCore.Http;
using Orchestrator.Calls;
using Xunit;

namespace Orchestrator.Tests.Calls;

public sealed class ClientDeadlineTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("x-request-timeout-ms", "1", 1)]
    [InlineData("x-request-timeout-ms", "3600000", 3_600_000)]
    [InlineData("x-stainless-timeout", "600", 600_000)]
    [InlineData("x-stainless-timeout", "0.25", 250)]
    public void A_header_says_when_the_client_stops_waiting(string header, string value, double milliseconds)
    {
        Assert.True(ClientDeadline.TryRead(new HeaderDictionary { [header] = value }, s_now, out var deadline, out _));

        Assert.Equal(s_now.AddMilliseconds(milliseconds), deadline);
    }

    [Theory]
    [InlineData("x-request-timeout-ms", "0")]
    [InlineData("x-request-timeout-ms", "3600001")]
    [InlineData("x-request-timeout-ms", "-5")]
    [InlineData("x-request-timeout-ms", "1.5")]
    [InlineData("x-request-timeout-ms", "soon")]
    [InlineData("x-request-timeout-ms", "")]
    [InlineData("x-stainless-timeout", "0")]
    [InlineData("x-stainless-timeout", "NaN")]
    [InlineData("x-stainless-timeout", "-1")]
    [InlineData("x-stainless-timeout", "soon")]
    public void A_value_that_is_no_time_is_refused_by_the_headers_name(string header, string value)
    {
        Assert.False(ClientDeadline.TryRead(new HeaderDictionary { [header] = value }, s_now, out var deadline, out var error));

        Assert.Null(deadline);
        Assert.Equal((400, header), (error.Status, error.Param));
        Assert.Contains(header, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Our_own_header_goes_before_the_librarys_and_a_library_that_waits_longer_than_an_hour_says_nothing()
    {
        Assert.True(ClientDeadline.TryRead(new HeaderDictionary { ["x-request-timeout-ms"] = "500", ["x-stainless-timeout"] = "600" }, s_now, out var deadline, out _));
        Assert.Equal(s_now.AddMilliseconds(500), deadline);

        Assert.True(ClientDeadline.TryRead(new HeaderDictionary { ["x-stainless-timeout"] = "86400" }, s_now, out deadline, out _));
        Assert.Null(deadline);
    }
}
