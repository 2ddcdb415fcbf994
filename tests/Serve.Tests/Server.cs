using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Weft.Samples;

namespace Weft.Serve.Tests;

/// <summary>The sample on a port of its own, and a client of it.</summary>
public sealed class Server : IAsyncDisposable
{
    private readonly WebApplication _application;

    private Server(WebApplication application)
    {
        _application = application;
        this.Address = new Uri(application.Urls.Single());
        this.Client = new HttpClient { BaseAddress = this.Address, Timeout = TimeSpan.FromMinutes(2) };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    internal ServedModel Model => _application.Services.GetRequiredService<ServedModel>();

    public static async Task<Server> StartAsync(params string[] options)
    {
        WebApplication application = ServeApplication.Create(
            ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None", "--Serve:Threads", "1", .. options]);
        await application.StartAsync();

        return new Server(application);
    }

    public Task<HttpResponseMessage> PostAsync(string path, string json, CancellationToken cancellation = default) =>
        this.Client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), cancellation);

    public async Task<JsonNode> AskAsync(string path, string json)
    {
        using HttpResponseMessage response = await this.PostAsync(path, json);
        string text = await response.Content.ReadAsStringAsync();

        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{response.StatusCode}: {text}");
    }

    /// <summary>The events of a stream, the last of which must be [DONE].</summary>
    public async Task<List<JsonNode>> StreamAsync(string path, string json)
    {
        using HttpResponseMessage response = await this.PostAsync(path, json);
        string[] events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        return response.Content.Headers.ContentType is MediaTypeHeaderValue { MediaType: "text/event-stream" } && events[^1] == "data: [DONE]"
            ? [.. events.SkipLast(1).Select(static item => JsonNode.Parse(item["data: ".Length..])!)]
            : throw new InvalidOperationException($"{response.StatusCode}: {string.Join('\n', events)}");
    }

    public Task StopAsync() => _application.StopAsync();

    public async ValueTask DisposeAsync()
    {
        this.Client.Dispose();
        await _application.DisposeAsync();
    }
}
