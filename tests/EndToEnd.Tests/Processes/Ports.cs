using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Tests.Processes;

/// <summary>Finds loopback ports that nobody listens on. They come from below the range from which the system takes ports for connections.</summary>
internal static class Ports
{
    private const int First = 21_000;
    private const int Last = 31_000;
    private static int s_next = First + Environment.ProcessId * 37 % (Last - First);

    public static int Free()
    {
        for (var tried = 0; tried < Last - First; tried++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref s_next) % (Last - First));
            if (IsFree(port)) return port;
        }

        throw new InvalidOperationException($"No loopback port between {First} and {Last} is free.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
