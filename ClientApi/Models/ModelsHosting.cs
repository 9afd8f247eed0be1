using Microsoft.Extensions.Options;
using Orchestrator.Identity;

namespace Orchestrator.Models;

/// <summary>Adds the catalog of models and maps its endpoints.</summary>
internal static class ModelsHosting
{
    public static IServiceCollection AddModels(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(ModelsOptions.Section);
        services.AddOptions<ModelsOptions>().Configure(options => Read(section, options));
        services.AddSingleton<IOptionsChangeTokenSource<ModelsOptions>>(new ConfigurationChangeTokenSource<ModelsOptions>(section));
        services.AddSingleton<ModelCatalog>();
        services.AddSingleton<ModelsApi>();
        return services;
    }

    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        var models = routes.ServiceProvider.GetRequiredService<ModelsApi>();
        routes.MapCaller(HttpMethods.Get, "/v1/models", models.List);
        routes.MapCaller(HttpMethods.Get, "/v1/models/{**model}", models.Find);
    }

    private static void Read(IConfiguration section, ModelsOptions options)
    {
        foreach (var child in section.GetChildren())
        {
            var model = new ModelOptions();
            if (child["OwnedBy"] is { Length: > 0 } owner) model.OwnedBy = owner;
            if (child["JsonSchema"] is { Length: > 0 } mode) model.JsonSchema = ReadMode(child.Path, mode, options.Problems);
            options.Models[child.Key] = model;
        }
    }

    private static JsonSchemaMode ReadMode(string path, string mode, List<string> problems)
    {
        if (mode is nameof(JsonSchemaMode.Native)) return JsonSchemaMode.Native;
        if (mode is not nameof(JsonSchemaMode.Prompted)) problems.Add($"{path}:JsonSchema is '{mode}': expected Prompted or Native.");
        return JsonSchemaMode.Prompted;
    }
}
