using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using Weft.Samples;
using Xunit;

namespace Weft.Serve.Tests;

/// <summary>What happens at the limits: keys, a full queue, connections that are cut, a server that stops.</summary>
public sealed class LimitTests
{
    private const string Completion = "/v1/completions";
    private const string Short = """{"prompt":"One day","max_tokens":2,"seed":1}""";

    [Fact]
    public async Task Key_IsNeeded_WhereThereIsOne()
    {
        await using Server server = await Server.StartAsync("--Serve:ApiKeys", "first, second");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("third"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("second"));
        server.Client.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.GetAsync("/v1/models")).StatusCode);

        async Task<HttpStatusCode> StatusAsync(string? key)
        {
            server.Client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
            using HttpResponseMessage response = await server.PostAsync(Completion, Short);

            return response.StatusCode;
        }
    }

    [Fact]
    public async Task FullQueue_IsTold_WithWhenToTryAgain()
    {
        await using Server server = await Server.StartAsync("--Serve:QueueCapacity", "1", "--Serve:MaxChoices", "100");

        // More texts than there can be places and waiting ones, by far.
        using HttpResponseMessage response = await server.PostAsync(Completion, """{"prompt":"One day","max_tokens":500,"n":100}""");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("1", response.Headers.GetValues("Retry-After").Single());
        Assert.Contains("queue_full", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // What was taken of the request leaves, and the next is answered.
        while ((await server.PostAsync(Completion, Short)).StatusCode == HttpStatusCode.TooManyRequests)
        {
        }
    }

    [Fact]
    public async Task CutConnections_FreeTheirPlaces()
    {
        await using Server server = await Server.StartAsync("--Serve:QueueCapacity", "200");
        string expected = await TextAsync(server);

        // Twice as many streams as there are places; each is left after its first bytes.
        await Task.WhenAll(Enumerable.Range(0, 2 * server.Model.Engine.Capacity).Select(async i =>
        {
            using CancellationTokenSource source = new();
            using HttpRequestMessage request = new(HttpMethod.Post, Completion)
            {
                Content = new StringContent($$"""{"prompt":"One day","max_tokens":500,"stream":true,"seed":{{i}}}""", mediaType: new MediaTypeHeaderValue("application/json")),
            };
            using HttpResponseMessage response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, source.Token);
            await using Stream stream = await response.Content.ReadAsStreamAsync(source.Token);
            _ = await stream.ReadAsync(new byte[10], source.Token);
        }));

        Assert.Equal(expected, await TextAsync(server));
    }

    [Fact]
    public async Task Stopping_LetsTextsEnd()
    {
        await using Server server = await Server.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, Completion)
        {
            Content = new StringContent("""{"prompt":"One day","max_tokens":300,"stream":true,"seed":1}""", mediaType: new MediaTypeHeaderValue("application/json")),
        };
        using HttpResponseMessage response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Task stopping = server.StopAsync();

        Assert.EndsWith("data: [DONE]\n\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await stopping;
    }

    [Fact]
    public void Options_OutOfRange_AreNamed()
    {
        Assert.Contains("Serve:MaxTokens is 'many'", Assert.Throws<ServeOptionException>(static () => ServeApplication.Create(["--Serve:MaxTokens", "many"])).Message, StringComparison.Ordinal);
        Assert.Contains("Serve:QueueCapacity is '0'", Assert.Throws<ServeOptionException>(static () => ServeApplication.Create(["--Serve:QueueCapacity", "0"])).Message, StringComparison.Ordinal);
    }

    private static async Task<string> TextAsync(Server server)
    {
        using HttpResponseMessage response = await server.PostAsync(Completion, """{"prompt":"One day","max_tokens":20,"seed":1}""");
        string text = await response.Content.ReadAsStringAsync();

        return text[text.IndexOf("\"choices\"", StringComparison.Ordinal)..];
    }
}
