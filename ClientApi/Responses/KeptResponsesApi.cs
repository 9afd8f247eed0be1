using System.Globalization;
using System.Text.Json;
using Orchestrator.Background;
using Orchestrator.Bodies;
using Orchestrator.Conversations;
using Orchestrator.Identity;
using Orchestrator.Items;
using Orchestrator.Outcomes;

namespace Orchestrator.Responses;

/// <summary>Responses that are kept: look at one, take up its stream, cancel it.</summary>
internal sealed class KeptResponsesApi(KeptResponses kept, BackgroundLog log, BackgroundStream stream)
{
    public Task Get(HttpContext context, Caller caller) => WithFound(context, caller, async (id, found) =>
    {
        if (!TryReadStream(context.Request.Query, out var isStream, out var after, out var error)) await error!.Write(context.Response);
        else if (!isStream) await Write(context, found);
        else if (!found.IsBackground) await NotStreamed("background=true").Write(context.Response);
        else if (!found.IsStreamed) await NotStreamed("stream=true").Write(context.Response);
        else await stream.Write(context, caller, id, after);
    });

    public Task Cancel(HttpContext context, Caller caller) => WithFound(context, caller, async (id, found) =>
    {
        if (!found.IsBackground)
        {
            await Cannot("Cannot cancel a synchronous response.").Write(context.Response);
            return;
        }

        var verdict = await log.Of(caller, id).Cancel();
        // It may have ended by itself at the same moment: what it is now decides what is said.
        var now = await kept.Find(caller, id, context.RequestAborted);
        await (verdict is BackgroundVerdict.Done && now is not null ? Write(context, now)
            : now is null ? ResponseErrors.NotFound(NameIn(context)).Write(context.Response)
            : Cannot($"Cannot cancel {(now.State.Status is "incomplete" ? "an" : "a")} {now.State.Status} response.").Write(context.Response));
    });

    public Task Delete(HttpContext context, Caller caller) => WithFound(context, caller, async (id, found) =>
    {
        var error = found.State.Status is "in_progress" or "queued" ? Cannot("Cannot delete an in-flight response.")
            : await kept.Erase(caller, id) ? null
            : ConversationErrors.Locked;
        await (error?.Write(context.Response) ?? JsonAnswer.Write(context.Response, json => ResponseDocument.WriteDeleted(json, id)));
    });

    public Task ListInput(HttpContext context, Caller caller) => WithFound(context, caller, async (id, found) =>
    {
        if (!ItemPage.TryRead(context.Request.Query, id.Conversation, out var page, out var error)) await error.Write(context.Response);
        else await JsonAnswer.Write(context.Response, json => ItemList.Write(json, InputItems.Of(id, found, page), page.Limit));
    });

    private static Task Write(HttpContext context, KeptResponse found) =>
        JsonAnswer.Write(context.Response, json => found.Document.Write(json, found.State));

    private async Task WithFound(HttpContext context, Caller caller, Func<ResponseId, KeptResponse, Task> answer)
    {
        var name = NameIn(context);
        var found = ResponseId.TryParse(name, out var id) ? await kept.Find(caller, id, context.RequestAborted) : null;
        await (found is null ? ResponseErrors.NotFound(name).Write(context.Response) : answer(id, found));
    }

    private static string NameIn(HttpContext context) => (string)context.Request.RouteValues["response"]!;

    private static bool TryReadStream(IQueryCollection query, out bool isStream, out int after, out ApiError? error)
    {
        (isStream, after, error) = (false, -1, null);
        if (query.TryGetValue("stream", out var streamText) && !bool.TryParse(streamText, out isStream)) error = Invalid.Value("stream", "true or false");
        if (query.TryGetValue("starting_after", out var afterText)
            && !int.TryParse(afterText, NumberStyles.None, CultureInfo.InvariantCulture, out after)) error ??= Invalid.Value("starting_after", "the sequence number of an event, 0 or more");
        return error is null;
    }

    private static ApiError NotStreamed(string way) =>
        Cannot($"This response cannot be streamed because it was not created with {way}.") with { Param = "stream" };

    private static ApiError Cannot(string why) => new(StatusCodes.Status400BadRequest, ApiError.InvalidRequest, null, why);
}
