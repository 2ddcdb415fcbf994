using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;

namespace Weft.ServeLoad;

/// <summary>A server under load.</summary>
internal sealed class Target(Uri address) : IDisposable
{
    public const string Completions = "/v1/completions";

    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 512 }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };

    // A server may refuse a large body before it has read it all: the client asks first.
    public Task<HttpResponseMessage> PostAsync(string path, HttpContent body)
    {
        HttpRequestMessage request = new(HttpMethod.Post, path) { Content = body };
        request.Headers.ExpectContinue = body.Headers.ContentLength > 100_000;

        return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public static StringContent Json(string text) => new(text, new MediaTypeHeaderValue("application/json"));

    /// <summary>The text of a seed, read at once.</summary>
    public async Task<string> TextAsync(string prompt, int seed, int tokens)
    {
        using HttpResponseMessage response = await this.PostAsync(Completions, Json($$"""{"prompt":"{{prompt}}","max_tokens":{{tokens}},"seed":{{seed}}}"""));
        string text = await response.Content.ReadAsStringAsync();

        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{(int)response.StatusCode}: {text}");
        }

        // What follows the id and the time.
        return text[text.IndexOf("\"choices\"", StringComparison.Ordinal)..];
    }

    /// <summary>A value of /metrics.</summary>
    public async Task<double> MetricAsync(string name)
    {
        string text = await _client.GetStringAsync("/metrics");
        string line = text.Split('\n').First(line => line.StartsWith(name + " ", StringComparison.Ordinal));

        return double.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture);
    }

    public async Task<string> MemoryAsync() => $"{await this.MetricAsync("process_resident_memory_bytes") / (1 << 20):F0} MiB";

    /// <summary>Reads a stream, and tells each event.</summary>
    public static async Task ReadEventsAsync(HttpResponseMessage response, Action<string> tell)
    {
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync());

        while (await reader.ReadLineAsync() is string line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                tell(line["data: ".Length..]);
            }
        }
    }

    public void Dispose() => _client.Dispose();
}
