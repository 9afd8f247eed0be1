using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orchestrator.Responses;

/// <summary>How responses are told.</summary>
public sealed class ResponsesOptions
{
    public const string Section = "Api:Responses";

    /// <summary>A request with this header asks for <see cref="WireDialect.OpenResponses"/>, whatever it holds.</summary>
    public const string Header = "OpenResponses-Version";

    /// <summary>The dialect of requests that ask for none. Default: OpenAI.</summary>
    [EnumDataType(typeof(WireDialect))]
    public WireDialect Dialect { get; set; }

    /// <summary>The dialect in which a request is answered.</summary>
    public WireDialect DialectOf(HttpContext context) => context.Request.Headers.ContainsKey(Header) ? WireDialect.OpenResponses : Dialect;
}

[OptionsValidator]
internal sealed partial class ResponsesOptionsValidator : IValidateOptions<ResponsesOptions>;
