using Microsoft.Extensions.Options;

namespace Orchestrator.Hosting;

/// <summary>Runs the host until it is stopped, and says in plain words what is wrong with a configuration that it cannot start with.</summary>
internal static class RunHosting
{
    private const int WrongConfiguration = 78;

    public static async Task<int> RunToEnd(this WebApplication app)
    {
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (OptionsValidationException wrong)
        {
            foreach (var failure in wrong.Failures) await Console.Error.WriteLineAsync($"Configuration: {failure}");
            return WrongConfiguration;
        }
    }
}
