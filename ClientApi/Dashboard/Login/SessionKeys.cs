using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using StackExchange.Redis;

namespace Orchestrator.Dashboard;

/// <summary>Keeps the keys that sessions are sealed with in the store, so that a session opens the pages at every node and outlives them all.</summary>
internal sealed class SessionKeys(IConnectionMultiplexer store, string service) : IXmlRepository
{
    private RedisKey Key => $"{service}/dashboard/session-keys";

    public IReadOnlyCollection<XElement> GetAllElements() => [.. store.GetDatabase().ListRange(Key).Select(element => XElement.Parse(element.ToString()))];

    public void StoreElement(XElement element, string friendlyName) => store.GetDatabase().ListRightPush(Key, element.ToString(SaveOptions.DisableFormatting));
}
