using System.Net;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Quota;

[Collection(nameof(Alone))]
public sealed class QuotaBurstTests
{
    [Fact]
    public async Task Of_600_requests_at_once_over_three_nodes_exactly_the_200_of_the_limit_pass_ten_times_in_a_row()
    {
        await using var cluster = await AuditCluster.Start();

        foreach (var tenant in AuditTenants.Bursts)
        {
            var doors = cluster.Silos.Select(silo => new Api(silo.Address, tenant)).ToArray();
            var before = await cluster.Upstream.Newest();

            var answers = await Task.WhenAll(Enumerable.Range(0, 3 * AuditTenants.BurstAmount).Select(async number =>
            {
                using var answer = await doors[number % doors.Length].Post("/v1/chat/completions", Api.Chat($"Burst of {tenant}", extra: ",\"max_tokens\":5"));
                return answer.StatusCode;
            }));

            Assert.Equal(AuditTenants.BurstAmount, answers.Count(status => status is HttpStatusCode.OK));
            Assert.Equal(2 * AuditTenants.BurstAmount, answers.Count(status => status is HttpStatusCode.TooManyRequests));
            Assert.Equal(AuditTenants.BurstAmount, await cluster.Upstream.Newest() - before);
            foreach (var door in doors) door.Dispose();
        }
    }
}
