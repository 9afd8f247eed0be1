using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Orchestrator.Conversations;
using Orchestrator.Requests;
using Orchestrator.Usage;

namespace Orchestrator.Hosting;

/// <summary>A grain factory that knows the fakes and nothing else. References to observers are the observers themselves.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "The proxy is made by deriving from it.")]
internal class FakeGrains : DispatchProxy
{
    public FakeHall Hall { get; } = new();

    public Dictionary<string, IConversationGrain> Conversations { get; } = [];

    public Func<string, IConversationGrain> NewConversation { get; set; } = _ => throw new InvalidOperationException("The test expected no conversation.");

    public Dictionary<string, IUsageGrain> Ledgers { get; } = [];

    /// <summary>Any other grains, by their interface and key.</summary>
    public Dictionary<(Type Interface, object Key), object> Others { get; } = [];

    public int OpenReaders { get; private set; }

    /// <summary>Ends when a reader was given back.</summary>
    public TaskCompletionSource ReaderReturned { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static (IGrainFactory Factory, FakeGrains Grains) Create()
    {
        var factory = Create<IGrainFactory, FakeGrains>();
        return (factory, (FakeGrains)(object)factory);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var type = targetMethod!.IsGenericMethod ? targetMethod.GetGenericArguments()[0] : null;
        switch (targetMethod.Name)
        {
            case nameof(IGrainFactory.GetGrain) when type == typeof(IRequestGrain):
                return Hall;
            case nameof(IGrainFactory.GetGrain) when type == typeof(IConversationGrain):
                return Conversation((string)args![0]!);
            case nameof(IGrainFactory.GetGrain) when type == typeof(IUsageGrain):
                return Ledgers[(string)args![0]!];
            case nameof(IGrainFactory.GetGrain) when type is not null && Others.TryGetValue((type, args![0]!), out var other):
                return other;
            case nameof(IGrainFactory.CreateObjectReference):
                OpenReaders++;
                return args![0];
            case nameof(IGrainFactory.DeleteObjectReference):
                OpenReaders--;
                ReaderReturned.TrySetResult();
                return null;
            default:
                throw new NotSupportedException(targetMethod.ToString());
        }
    }

    private IConversationGrain Conversation(string key)
    {
        lock (Conversations)
        {
            if (!Conversations.TryGetValue(key, out var grain)) Conversations[key] = grain = NewConversation(key);
            return grain;
        }
    }
}
