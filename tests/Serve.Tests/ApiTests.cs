using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Weft.Serve.Tests;

/// <summary>What the server answers, in OpenAI's forms.</summary>
public sealed class ApiTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Chat = "/v1/chat/completions";
    private const string Completion = "/v1/completions";
    private const string Embedding = "/v1/embeddings";
    private readonly Server _server = fixture.Server;

    [Fact]
    public async Task Completion_IsThePublishedStory()
    {
        JsonNode answer = await _server.AskAsync(Completion, """{"prompt":"Once upon a time","max_tokens":60,"temperature":0}""");
        JsonNode choice = answer["choices"]![0]!;
        string story = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "story.txt"));

        Assert.StartsWith("Once upon a time" + choice["text"], story, StringComparison.Ordinal);
        Assert.Equal("length", choice["finish_reason"]!.GetValue<string>());
        Assert.Equal("text_completion", answer["object"]!.GetValue<string>());
        Assert.Equal((5, 60, 65), UsageOf(answer));
    }

    [Fact]
    public async Task Chat_Streamed_IsTheAnswerInParts()
    {
        const string Query = "\"messages\":[{\"role\":\"system\",\"content\":\"One day\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a cat\"}]}],\"max_tokens\":30,\"seed\":3";
        JsonNode whole = await _server.AskAsync(Chat, $"{{{Query}}}");
        List<JsonNode> parts = await _server.StreamAsync(Chat, $"{{{Query},\"stream\":true,\"stream_options\":{{\"include_usage\":true}}}}");

        Assert.Equal("assistant", parts[0]["choices"]![0]!["delta"]!["role"]!.GetValue<string>());
        Assert.Equal(
            whole["choices"]![0]!["message"]!["content"]!.GetValue<string>(),
            string.Concat(parts.SkipLast(1).Select(static part => part["choices"]![0]!["delta"]!["content"]?.GetValue<string>())));
        Assert.Equal("length", parts[^2]["choices"]![0]!["finish_reason"]!.GetValue<string>());
        Assert.Empty(parts[^1]["choices"]!.AsArray());
        Assert.Equal(UsageOf(whole), UsageOf(parts[^1]));
        _ = Assert.Single(parts.Select(static part => part["id"]!.GetValue<string>()).Distinct());
    }

    [Fact]
    public async Task ResponseFormat_IsTheFormOfTheText()
    {
        JsonNode answer = await _server.AskAsync(Chat, """
            {
              "messages": [{ "role": "user", "content": "One day" }], "max_tokens": 100, "seed": 2, "n": 3,
              "response_format": { "type": "json_schema", "json_schema": { "name": "pet", "strict": true, "schema": {
                "type": "object", "additionalProperties": false, "required": ["animal", "old"],
                "properties": { "animal": { "enum": ["cat", "dog"] }, "old": { "type": "boolean" }, "name": { "type": "string", "maxLength": 9 } } } } }
            }
            """);

        foreach (JsonNode? choice in answer["choices"]!.AsArray())
        {
            JsonNode pet = JsonNode.Parse(choice!["message"]!["content"]!.GetValue<string>())!;
            Assert.Contains(pet["animal"]!.GetValue<string>(), (string[])["cat", "dog"]);
            _ = pet["old"]!.GetValue<bool>();
            Assert.Equal("stop", choice["finish_reason"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task Choices_AreThoseOfTheSeedsThatFollow()
    {
        JsonNode three = await _server.AskAsync(Completion, """{"prompt":"One day","max_tokens":20,"seed":5,"n":3}""");
        JsonNode third = await _server.AskAsync(Completion, """{"prompt":"One day","max_tokens":20,"seed":7}""");
        JsonNode prompts = await _server.AskAsync(Completion, """{"prompt":["One day","The sun"],"max_tokens":20,"seed":7}""");

        Assert.Equal([0, 1, 2], three["choices"]!.AsArray().Select(static choice => choice!["index"]!.GetValue<int>()));
        Assert.Equal(TextOf(third, 0), TextOf(three, 2));
        Assert.Equal(3, three["choices"]!.AsArray().Select(static choice => choice!["text"]!.GetValue<string>()).Distinct().Count());
        Assert.Equal(TextOf(third, 0), TextOf(prompts, 0));
        Assert.Equal(2, prompts["choices"]!.AsArray().Count);
    }

    [Fact]
    public async Task Stop_EndsTheText()
    {
        JsonNode answer = await _server.AskAsync(Completion, """{"prompt":"Once upon a time","max_tokens":60,"temperature":0,"stop":["Lily"]}""");

        Assert.Equal(", there was a little girl named ", TextOf(answer, 0));
        Assert.Equal("stop", answer["choices"]![0]!["finish_reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task Probabilities_OfBothForms()
    {
        JsonNode lists = (await _server.AskAsync(Completion, """{"prompt":"Once upon a time","max_tokens":5,"temperature":0,"logprobs":3}"""))["choices"]![0]!["logprobs"]!;
        JsonNode content = (await _server.AskAsync(
            Chat, """{"messages":[{"role":"user","content":"Once upon a time"}],"max_tokens":5,"temperature":0,"logprobs":true,"top_logprobs":3}"""))["choices"]![0]!["logprobs"]!["content"]!;

        Assert.Equal([",", " there", " was", " a", " little"], lists["tokens"]!.AsArray().Select(static token => token!.GetValue<string>()));
        Assert.Equal([0, 1, 7, 11, 13], lists["text_offset"]!.AsArray().Select(static offset => offset!.GetValue<int>()));
        Assert.All(lists["top_logprobs"]!.AsArray(), static best => Assert.Equal(3, best!.AsObject().Count));
        Assert.Equal(
            lists["token_logprobs"]!.AsArray().Select(static value => value!.GetValue<double>()),
            content.AsArray().Select(static item => item!["logprob"]!.GetValue<double>()));
        Assert.All(content.AsArray(), static item => Assert.Equal(item!["token"]!.GetValue<string>(), item["top_logprobs"]![0]!["token"]!.GetValue<string>()));
    }

    [Fact]
    public async Task ManyClients_GetTheTextsThatTheyGetAlone()
    {
        string[] queries = [.. Enumerable.Range(0, 16).Select(static i => $$"""{"prompt":"{{string.Concat(Enumerable.Repeat("The dog ran. ", i + 1))}}","max_tokens":40,"seed":{{i}},"top_p":0.9}""")];
        List<string> alone = [];

        foreach (string query in queries)
        {
            alone.Add(TextOf(await _server.AskAsync(Completion, query), 0));
        }

        JsonNode[] together = await Task.WhenAll(queries.Select(query => _server.AskAsync(Completion, query)));

        Assert.Equal(alone, together.Select(static answer => TextOf(answer, 0)));
    }

    [Theory]
    [InlineData(Completion, "", 400)]
    [InlineData(Completion, "{", 400)]
    [InlineData(Completion, "null", 400)]
    [InlineData(Completion, "[]", 400)]
    [InlineData(Completion, "{}", 400)]
    [InlineData(Completion, """{"prompt":5}""", 400)]
    [InlineData(Completion, """{"prompt":[]}""", 400)]
    [InlineData(Completion, """{"prompt":[[]]}""", 400)]
    [InlineData(Completion, """{"prompt":[1,"a"]}""", 400)]
    [InlineData(Completion, """{"prompt":[512]}""", 400)]
    [InlineData(Completion, """{"prompt":[-1]}""", 400)]
    [InlineData(Completion, """{"prompt":"\ud800"}""", 400)]
    [InlineData(Completion, """{"prompt":"a","temperature":"hot"}""", 400)]
    [InlineData(Completion, """{"prompt":"a","temperature":-1}""", 400)]
    [InlineData(Completion, """{"prompt":"a","top_p":0}""", 400)]
    [InlineData(Completion, """{"prompt":"a","top_k":-1}""", 400)]
    [InlineData(Completion, """{"prompt":"a","presence_penalty":3}""", 400)]
    [InlineData(Completion, """{"prompt":"a","logit_bias":{"x":1}}""", 400)]
    [InlineData(Completion, """{"prompt":"a","logit_bias":{"600":1}}""", 400)]
    [InlineData(Completion, """{"prompt":"a","n":0}""", 400)]
    [InlineData(Completion, """{"prompt":"a","n":9}""", 400)]
    [InlineData(Completion, """{"prompt":"a","max_tokens":0}""", 400)]
    [InlineData(Completion, """{"prompt":"a","max_tokens":513}""", 400)]
    [InlineData(Completion, """{"prompt":"a","stop":[""]}""", 400)]
    [InlineData(Completion, """{"prompt":"a","stop":7}""", 400)]
    [InlineData(Completion, """{"prompt":"a","logprobs":21}""", 400)]
    [InlineData(Completion, """{"prompt":"a","echo":true}""", 400)]
    [InlineData(Completion, """{"prompt":"a","model":"other"}""", 404)]
    [InlineData(Chat, """{"messages":[]}""", 400)]
    [InlineData(Chat, """{"messages":[{"role":"robot","content":"a"}]}""", 400)]
    [InlineData(Chat, """{"messages":[{"role":"user","content":[{"type":"image_url"}]}]}""", 400)]
    [InlineData(Chat, """{"messages":[{"role":"user","content":"a"}],"tools":[{}]}""", 400)]
    [InlineData(Chat, """{"messages":[{"role":"user","content":"a"}],"top_logprobs":2}""", 400)]
    [InlineData(Chat, """{"messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_object"}}""", 400)]
    [InlineData(Chat, """{"messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_schema"}}""", 400)]
    [InlineData(Chat, """{"messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_schema","json_schema":{"schema":{"enum":[]}}}}""", 400)]
    [InlineData(Chat, """{"messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_schema","json_schema":{"schema":{"not":{}}}}}""", 400)]
    [InlineData(Embedding, "{}", 400)]
    [InlineData(Embedding, """{"input":7}""", 400)]
    [InlineData(Embedding, """{"input":[]}""", 400)]
    [InlineData(Embedding, """{"input":[1,2]}""", 400)]
    [InlineData(Embedding, """{"input":["a",null]}""", 400)]
    [InlineData(Embedding, """{"input":"\ud800"}""", 400)]
    [InlineData(Embedding, """{"input":"a","dimensions":128}""", 400)]
    [InlineData(Embedding, """{"input":"a","encoding_format":"hex"}""", 400)]
    [InlineData(Embedding, """{"input":"a","model":"stories260k"}""", 404)]
    [InlineData("/v1/nothing", "{}", 404)]
    [InlineData("/v1/models", "{}", 405)]
    public async Task RequestThatCannotBe_IsToldSo(string path, string body, int status)
    {
        using HttpResponseMessage response = await _server.PostAsync(path, body);

        Assert.Equal(status, (int)response.StatusCode);
        await AssertErrorAsync(response);
    }

    [Fact]
    public async Task BodyThatIsTooLong_OrNoJson_OrAPromptThatIsTooLong_AreToldSo()
    {
        using HttpResponseMessage large = await _server.PostAsync(Completion, $"{{\"prompt\":\"{new string('a', 30_000)}\"}}");
        using HttpResponseMessage plain = await _server.Client.PostAsync(Completion, new StringContent("a"));
        using HttpResponseMessage prompt = await _server.PostAsync(Completion, $"{{\"prompt\":\"{new string('z', 2_000)}\"}}");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, plain.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, prompt.StatusCode);
        await AssertErrorAsync(large);
        await AssertErrorAsync(plain);
        Assert.Equal("context_length_exceeded", (await AssertErrorAsync(prompt))["code"]!.GetValue<string>());
    }

    /// <summary>What means alike points the same way; both formats are the same numbers, and a text's vector is its own beside others.</summary>
    [Fact]
    public async Task Embeddings_AreThoseOfTheEncoder()
    {
        JsonNode numbers = await _server.AskAsync(Embedding, """{"input":["A cat is resting.","The kitten sleeps.","Shares fell sharply."],"encoding_format":"float","dimensions":384}""");
        JsonNode bytes = await _server.AskAsync(Embedding, """{"input":"The kitten sleeps.","model":"all-minilm-l6-v2","encoding_format":"base64"}""");
        float[][] vectors = [.. numbers["data"]!.AsArray().Select(static entry => entry!["embedding"]!.AsArray().Select(static value => value!.GetValue<float>()).ToArray())];
        float[] alone = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(bytes["data"]![0]!["embedding"]!.GetValue<string>())).ToArray();

        Assert.Equal([0, 1, 2], numbers["data"]!.AsArray().Select(static entry => entry!["index"]!.GetValue<int>()));
        Assert.Equal(("list", "embedding", "all-minilm-l6-v2"), (numbers["object"]!.GetValue<string>(), numbers["data"]![0]!["object"]!.GetValue<string>(), numbers["model"]!.GetValue<string>()));
        Assert.All(vectors, static vector => Assert.Equal(1, Product(vector, vector), 1e-5));
        Assert.Equal(vectors[1], alone);
        Assert.True(Product(vectors[0], vectors[1]) > 0.5 && Product(vectors[0], vectors[2]) < 0.2);
        Assert.Equal((6, 6), (bytes["usage"]!["prompt_tokens"]!.GetValue<int>(), bytes["usage"]!["total_tokens"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Embeddings_OfManyTexts_AreRefused()
    {
        using HttpResponseMessage response = await _server.PostAsync(Embedding, $$"""{"input":[{{string.Join(',', Enumerable.Repeat("\"a\"", 257))}}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("input", (await AssertErrorAsync(response))["param"]!.GetValue<string>());
    }

    [Fact]
    public async Task OtherPages_AreThere()
    {
        Assert.Contains("stories260k", await _server.Client.GetStringAsync("/v1/models"), StringComparison.Ordinal);
        Assert.Contains("stories260k", await _server.Client.GetStringAsync("/v1/models/stories260k"), StringComparison.Ordinal);
        Assert.Contains("all-minilm-l6-v2", await _server.Client.GetStringAsync("/v1/models/all-minilm-l6-v2"), StringComparison.Ordinal);
        Assert.Contains("ok", await _server.Client.GetStringAsync("/health"), StringComparison.Ordinal);
        Assert.Contains("<!doctype html>", await _server.Client.GetStringAsync("/"), StringComparison.Ordinal);
        _ = await _server.AskAsync(Completion, """{"prompt":"One day","max_tokens":3}""");
        string metrics = await _server.Client.GetStringAsync("/metrics");
        Assert.Contains("weft_requests_total{result=\"length\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("weft_between_tokens_seconds_bucket{le=\"0.001\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("weft_waiting ", metrics, StringComparison.Ordinal);
    }

    private static async Task<JsonNode> AssertErrorAsync(HttpResponseMessage response)
    {
        JsonNode error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;

        Assert.False(string.IsNullOrWhiteSpace(error["message"]!.GetValue<string>()));
        Assert.Equal("invalid_request_error", error["type"]!.GetValue<string>());

        return error;
    }

    private static double Product(float[] one, float[] other) => one.Zip(other, static (left, right) => (double)left * right).Sum();

    private static string TextOf(JsonNode answer, int choice) => answer["choices"]![choice]!["text"]!.GetValue<string>();

    private static (int Prompt, int Completion, int Total) UsageOf(JsonNode answer) => (
        answer["usage"]!["prompt_tokens"]!.GetValue<int>(), answer["usage"]!["completion_tokens"]!.GetValue<int>(), answer["usage"]!["total_tokens"]!.GetValue<int>());
}
