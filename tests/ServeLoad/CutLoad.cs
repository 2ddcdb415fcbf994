using System;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace Weft.ServeLoad;

/// <summary>Connections that are cut after a part of a stream, or of the request: their places must be free afterwards.</summary>
internal static class CutLoad
{
    private const int AtOnce = 32;

    public static async Task<int> RunAsync(Uri address, int count)
    {
        using Target target = new(address);
        string expected = await target.TextAsync("One day", seed: 1, tokens: 50);
        Console.WriteLine($"memory before {await target.MemoryAsync()}");
        Stopwatch watch = Stopwatch.StartNew();
        int next = 0;

        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, cancellation) =>
        {
            _ = System.Threading.Interlocked.Increment(ref next);
            await CutAsync(address, i);
        });
        Console.WriteLine(FormattableString.Invariant($"{next} connections cut in {watch.Elapsed.TotalSeconds:F1} s"));
        string text = await target.TextAsync("One day", seed: 1, tokens: 50);

        // The text after them came, so that steps were made since the last was cut.
        double running = await target.MetricAsync("weft_running");
        double waiting = await target.MetricAsync("weft_waiting");
        Console.WriteLine($"the text afterwards is {(text == expected ? "the same" : "another")}; {running} running, {waiting} waiting; memory after {await target.MemoryAsync()}");

        return text == expected && running + waiting == 0 ? 0 : 1;
    }

    // Every third within its request; the others after some bytes of the answer.
    private static async Task CutAsync(Uri address, int number)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port);
        string body = $$"""{"prompt":"One day","max_tokens":500,"stream":{{(number % 2 == 0 ? "true" : "false")}},"seed":{{number}}}""";
        string request = string.Create(CultureInfo.InvariantCulture, $"POST {Target.Completions} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        byte[] bytes = Encoding.ASCII.GetBytes(request);
        _ = await socket.SendAsync(number % 3 == 0 ? bytes.AsMemory(0, bytes.Length - 20) : bytes);

        if (number % 3 != 0 && number % 2 == 0)
        {
            _ = await socket.ReceiveAsync(new byte[100 + (number % 2000)]);
        }

        // Half of them with a reset.
        socket.LingerState = new LingerOption(number % 4 < 2, 0);
    }
}
