using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Orchestrator.Tests.Processes;

/// <summary>One program under test, in a process of its own: started, awaited until it is ready, stopped or killed.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int Pause = 19;
    private const int Continue = 18;
    private static readonly TimeSpan s_longestStart = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_longestStop = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly string _name;

    private ServerProcess(string name, Process process)
    {
        _name = name;
        _process = process;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <summary>All that it wrote so far.</summary>
    public string Output => string.Join('\n', _lines);

    public bool HasExited => _process.HasExited;

    public static ServerProcess Start(string name, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? directory = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = directory ?? Path.GetTempPath(),
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string?>())
        {
            if (value is null) start.Environment.Remove(key);
            else start.Environment[key] = value;
        }

        var server = new ServerProcess(name, new Process { StartInfo = start });
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Waits until the check holds; asks again until it does, and fails with the program's output if it ends or takes too long.</summary>
    public async Task Ready(Func<Task<bool>> check)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var watch = Stopwatch.StartNew();
        while (await timer.WaitForNextTickAsync())
        {
            if (_process.HasExited) throw new InvalidOperationException($"{_name} ended with {_process.ExitCode} instead of getting ready:\n{Output}");
            if (await check()) return;
            if (watch.Elapsed > s_longestStart) throw new TimeoutException($"{_name} was not ready after {s_longestStart}:\n{Output}");
        }
    }

    /// <summary>Ends it as an operator would, and waits until it has.</summary>
    public async Task<int> Stop()
    {
        if (!_process.HasExited) Send(Terminate);
        return await Exited();
    }

    /// <summary>Ends it as a crash would: no signal handler runs.</summary>
    public async Task Kill()
    {
        if (!_process.HasExited) _process.Kill();
        await Exited();
    }

    /// <summary>Lets it stand still until <see cref="Resume"/>.</summary>
    public void Freeze() => Send(Pause);

    public void Resume()
    {
        if (!_process.HasExited) Send(Continue);
    }

    public async Task<int> Exited()
    {
        using var late = new CancellationTokenSource(s_longestStop);
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            throw new TimeoutException($"{_name} did not end within {s_longestStop}:\n{Output}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        _process.Dispose();
    }

    private void Send(int signal)
    {
        if (Signal(_process.Id, signal) != 0) throw new InvalidOperationException($"{_name} could not be signalled.");
    }

    private void Keep(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
