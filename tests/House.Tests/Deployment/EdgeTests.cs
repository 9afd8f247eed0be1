using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Orchestrator.House;

/// <summary>deploy/nginx.conf finds the doors and lets streams through.</summary>
public sealed partial class EdgeTests
{
    private static readonly string s_file = Repository.Read("deploy/nginx.conf");

    [Fact]
    public void The_edge_knows_every_door_by_its_name_and_port()
    {
        var port = Dockerfile.Of("ClientApi").HttpPort;

        Assert.Equal(Compose.Of("ClientApi").Select(service => $"{service.Name}:{port}"), ServerPattern().Matches(s_file).Select(match => match.Groups[1].Value));
    }

    [Fact]
    public void The_edge_listens_where_its_port_is_published()
    {
        var published = Assert.Single(Compose.Named("nginx").Lines("ports")).Split(':')[^1];

        Assert.Contains($"listen {published};", s_file, StringComparison.Ordinal);
        Assert.Contains($"\"{published}\"", Repository.Read("docker-compose.yml"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("proxy_buffering off;")]
    [InlineData("proxy_request_buffering off;")]
    [InlineData("proxy_ignore_client_abort off;")]
    [InlineData("proxy_http_version 1.1;")]
    [InlineData("proxy_set_header Connection \"\";")]
    [InlineData("proxy_set_header X-Request-Id $edge_id;")]
    [InlineData("gzip off;")]
    public void Streams_pass_as_they_come(string directive)
    {
        Assert.Contains(directive, s_file, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_that_was_sent_is_not_sent_again()
    {
        Assert.DoesNotContain("non_idempotent", s_file, StringComparison.Ordinal);
        Assert.DoesNotContain("http_5", s_file, StringComparison.Ordinal);
    }

    [Fact]
    public void The_edge_waits_longer_than_the_longest_request()
    {
        var longest = typeof(Requests.IRequestGrain).GetMethods().Select(method => method.GetCustomAttribute<ResponseTimeoutAttribute>()!.Timeout!.Value).Max();
        var edge = TimeSpan.FromSeconds(int.Parse(ReadTimeoutPattern().Match(s_file).Groups[1].Value, CultureInfo.InvariantCulture));

        Assert.True(edge > longest, $"nginx waits {edge}, a request may take {longest}.");
    }

    /// <summary>nginx itself is asked where it is installed. Names of the compose network are not known here and stand for the loopback.</summary>
    [Fact]
    public async Task Nginx_accepts_the_file()
    {
        if (!File.Exists("/usr/sbin/nginx")) return;
        var folder = Directory.CreateTempSubdirectory("nginx");
        try
        {
            var file = Path.Combine(folder.FullName, "nginx.conf");
            var text = ServerPattern().Replace(s_file, "server 127.0.0.1:9;").Replace("/tmp/nginx.pid", Path.Combine(folder.FullName, "pid"), StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);

            using var nginx = Process.Start(new ProcessStartInfo("/usr/sbin/nginx", ["-t", "-q", "-c", file, "-p", folder.FullName, "-e", "/dev/stderr"]) { RedirectStandardError = true })!;
            var complaints = await nginx.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await nginx.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.True(nginx.ExitCode == 0, complaints);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"\bserver (\w+:\d+)[^;{]*;")]
    private static partial Regex ServerPattern();

    [GeneratedRegex(@"proxy_read_timeout (\d+)s;")]
    private static partial Regex ReadTimeoutPattern();
}
