using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Orchestrator.Admin;

/// <summary>The OpenAPI document of the admin API. What endpoints say of themselves and show as examples is put where readers of the document look for it.</summary>
internal sealed class AdminDocument(IOptions<JsonOptions> json) : IOpenApiDocumentTransformer, IOpenApiOperationTransformer
{
    /// <summary>The document's name, and a part of its address.</summary>
    public const string Name = "v1";

    private const string Json = "application/json";
    private const string ProblemJson = "application/problem+json";
    private const string Scheme = "operator";

    private static readonly Dictionary<string, (string Words, bool IsForChanges)> s_problems = new()
    {
        ["400"] = ("A parameter or a member of the body is wrong: errors names it.", false),
        ["401"] = ("No operator's credential was given.", false),
        ["403"] = ("The operator may not change anything.", true),
        ["404"] = ("What was named is not there.", false),
        ["409"] = ("It exists already, or something still has it.", true),
        ["503"] = ("The cluster does not answer just now: come back after Retry-After.", false),
    };

    private static readonly Dictionary<string, string> s_parameters = new()
    {
        ["tenant"] = "acme",
        ["kind"] = "quota",
        ["key"] = KeyAnswer.Example.Id,
        ["plan"] = "team",
        ["upstream"] = "deepseek",
        ["target"] = "deepseek-flash",
        ["conversation"] = ListedAnswer.Example.Id,
        ["request"] = Examples.Request,
    };

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith(AdminHosting.Root.TrimStart('/') + "/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer<AdminDocument>();
        options.AddOperationTransformer<AdminDocument>();
    }

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo { Title = "Orchestrator admin API", Version = Name, Description = "What the dashboard does, for programs. Lists come in pages: give the 'next' of one as 'after' for the one behind it." };
        // Whoever reads it knows where it came from; behind a proxy we do not.
        document.Servers = [];
        document.AddComponent<IOpenApiSecurityScheme>(Scheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An operator's key, ora_<id>_<secret>, or a token of the identity provider that is configured.",
        });
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        return Task.CompletedTask;
    }

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var isChange = context.Description.HttpMethod != HttpMethods.Get;
        if (metadata.OfType<MethodInfo>().FirstOrDefault() is { DeclaringType: { } room } method) operation.OperationId = $"{room.Name}.{method.Name}";
        if (metadata.OfType<AdminExample>().FirstOrDefault() is { } example)
        {
            if (example.Answer is { } shown && AnswerOf(operation)?.Content?[Json] is { } answer) answer.Example = Write(shown);
            if (example.Request is { } request)
            {
                var schema = await context.GetOrCreateSchemaAsync(request.GetType(), null, cancellationToken);
                operation.RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType> { [Json] = new() { Schema = schema, Example = Write(request) } } };
            }
        }

        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (s_parameters.TryGetValue(parameter.Name ?? "", out var value)) parameter.Example = value;
        }

        await AddProblems(operation, context, isChange, cancellationToken);
    }

    private async Task AddProblems(OpenApiOperation operation, OpenApiOperationTransformerContext context, bool isChange, CancellationToken cancellation)
    {
        operation.Responses ??= [];
        foreach (var (status, (words, isForChanges)) in s_problems)
        {
            if (isForChanges && !isChange) continue;
            operation.Responses[status] = new OpenApiResponse
            {
                Description = words,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [ProblemJson] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(ProblemDetails), null, cancellation), Example = ProblemOf(int.Parse(status, System.Globalization.CultureInfo.InvariantCulture), words) },
                },
            };
        }
    }

    /// <summary>The answer where all went well.</summary>
    private static IOpenApiResponse? AnswerOf(OpenApiOperation operation) =>
        operation.Responses is not { } responses ? null : responses.TryGetValue("201", out var created) ? created : responses.GetValueOrDefault("200");

    private JsonNode? ProblemOf(int status, string words)
    {
        var problem = new ProblemDetails { Status = status, Detail = words };
        if (status == StatusCodes.Status400BadRequest) problem.Extensions["errors"] = new Dictionary<string, string[]> { ["limit"] = ["'limit' must be from 1 to 200."] };
        return Write(problem);
    }

    private JsonNode? Write(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), json.Value.SerializerOptions);
}
