namespace Orchestrator.Upstreams;

/// <summary>Lets everybody in, where no room in front keeps a queue.</summary>
internal sealed class OpenAdmission : IAdmission
{
    private static readonly Admission s_admitted = new Admission.Admitted(new Place());

    public ValueTask<Admission> Enter(string upstream, Entrant entrant, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(s_admitted);
    }

    private sealed class Place : IPlace
    {
        public void FirstToken(TimeSpan elapsed) { }

        public void Limited(int? ceiling) { }

        public void Completed(long tokens) { }

        public void Failed() { }

        public void Dispose() { }
    }
}
