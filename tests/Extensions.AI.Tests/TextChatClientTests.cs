using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.AI;
using Weft.Tokenizers;
using Xunit;

namespace Weft.Extensions.AI.Tests;

/// <summary>The interface's documented behaviour, over a model with random parameters.</summary>
public sealed class TextChatClientTests : IDisposable
{
    private static readonly ChatMessage[] Chat = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hello")];
    private static readonly ChatOptions Few = new() { MaxOutputTokens = 20, Temperature = 1, Seed = 5 };

    private readonly Chats _model = Chats.Initialize(seed: 2);
    private readonly Tokenizer _tokenizer = ByteTokenizer.Create();

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task Response_IsWhatASessionGenerates()
    {
        using TextChatClient client = this.Create();
        ChatResponse response = await client.GetResponseAsync(Chat, Few);
        int[] prompt = _tokenizer.Encode(ChatTemplate.ChatML.Write(Chat));
        using Chats.Inference session = _model.StartInference();
        List<int> tokens = [];

        foreach (int token in session.Generate(prompt, new Sampling { Seed = 5 }, 20))
        {
            tokens.Add(token);
        }

        Assert.Equal(_tokenizer.Decode([.. tokens.TakeWhile(static token => token is not (257 or 258))]), response.Text);
        Assert.Equal(prompt.Length, response.Usage!.InputTokenCount);
        Assert.Equal("Chats", response.ModelId);
        Assert.Equal(ChatRole.Assistant, Assert.Single(response.Messages).Role);
    }

    [Fact]
    public async Task Stream_IsTheResponseInParts()
    {
        using TextChatClient client = this.Create();
        List<ChatResponseUpdate> updates = [];

        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(Chat, Few))
        {
            updates.Add(update);
        }

        Assert.Equal((await client.GetResponseAsync(Chat, Few)).Text, string.Concat(updates.Select(static update => update.Text)));
        Assert.True(updates.Count > 2);
        Assert.NotNull(updates[^1].FinishReason);
        _ = Assert.Single(updates.Select(static update => update.ResponseId).Distinct());
    }

    [Fact]
    public async Task StopSequence_EndsTheText_AndIsNoPartOfIt()
    {
        using TextChatClient client = this.Create();
        string whole = (await client.GetResponseAsync(Chat, Few)).Text;
        string stop = whole.Substring(4, 2);
        ChatResponse response = await client.GetResponseAsync(Chat, new() { MaxOutputTokens = 20, Temperature = 1, Seed = 5, StopSequences = [stop] });

        Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
    }

    [Fact]
    public async Task MostTokens_EndTheAnswer()
    {
        using TextChatClient client = this.Create();
        ChatResponse response = await client.GetResponseAsync(Chat, new() { MaxOutputTokens = 3, Seed = 5 });

        Assert.Equal(3, response.Usage!.OutputTokenCount);
        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Calls_OfManyThreads_GiveTheSame(int sessions)
    {
        using TextChatClient client = TextChatClient.Create(_model, _tokenizer, ChatTemplate.ChatML, new() { Sessions = sessions });
        string expected = (await client.GetResponseAsync(Chat, Few)).Text;
        string[] texts = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ => (await client.GetResponseAsync(Chat, Few)).Text));

        Assert.All(texts, text => Assert.Equal(expected, text));
    }

    [Fact]
    public async Task Cancelled_StopsWithinAToken_AndTheNextCallIsServed()
    {
        using TextChatClient client = this.Create();
        using CancellationTokenSource source = new();
        int parts = 0;

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(Chat, new() { MaxOutputTokens = 60 }, source.Token))
            {
                parts++;
                await source.CancelAsync();
            }
        });

        Assert.Equal(1, parts);
        Assert.NotEmpty((await client.GetResponseAsync(Chat, Few)).Text);
    }

    [Fact]
    public async Task Reader_WhoStops_GivesTheSessionBack()
    {
        using TextChatClient client = this.Create();

        await using (IAsyncEnumerator<ChatResponseUpdate> updates = client.GetStreamingResponseAsync(Chat, Few).GetAsyncEnumerator())
        {
            Assert.True(await updates.MoveNextAsync());
        }

        Assert.NotEmpty((await client.GetResponseAsync(Chat, Few)).Text);
    }

    [Fact]
    public async Task Dispose_WakesWhoWaits()
    {
        TextChatClient client = this.Create();
        IAsyncEnumerator<ChatResponseUpdate> first = client.GetStreamingResponseAsync(Chat, Few).GetAsyncEnumerator();
        Assert.True(await first.MoveNextAsync());
        Task<ChatResponse> second = client.GetResponseAsync(Chat, Few);
        client.Dispose();
        await first.DisposeAsync();

        _ = await Assert.ThrowsAsync<ObjectDisposedException>(() => second.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void ChatThatIsTooLong_IsNamed()
    {
        using TextChatClient client = this.Create();
        ArgumentException exception = Assert.Throws<ArgumentException>(
            () => client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, new string('a', 200))]));

        Assert.Equal("The chat has 219 tokens; Chats reads 1 to 160 (`max_length`).", exception.Message);
    }

    [Fact]
    public void Services_AreFound()
    {
        using TextChatClient client = this.Create();

        Assert.Equal("Chats", client.GetService<ChatClientMetadata>()!.DefaultModelId);
        Assert.Same(client, client.GetService<TextChatClient>());
        Assert.Null(client.GetService<ChatClientMetadata>("key"));
    }

    public static TheoryData<ChatTemplate, string> Templates => new()
    {
        { ChatTemplate.ChatML, "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n" },
        { ChatTemplate.Llama2, "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHello [/INST]" },
        {
            ChatTemplate.Llama3,
            "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n" +
            "Hello<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
        },
        { ChatTemplate.Gemma, "<bos><start_of_turn>user\nBe brief.\n\nHello<end_of_turn>\n<start_of_turn>model\n" },
        { ChatTemplate.Plain, "Be brief.\nHello" },
    };

    [Theory]
    [MemberData(nameof(Templates))]
    public void Template_IsThePublishedOne(ChatTemplate template, string text)
    {
        Assert.Equal(text, template.Write(Chat));
        _ = Assert.Throws<ArgumentException>(() => template.Write([]));
    }

    private TextChatClient Create() => TextChatClient.Create(_model, _tokenizer, ChatTemplate.ChatML);
}
