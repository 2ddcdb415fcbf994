using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Weft.Serving;

namespace Weft.Samples;

/// <summary>Chats and completions: what is asked for becomes texts of the engine, and these an answer.</summary>
internal sealed class TextEndpoint(ServedModel model, ServeOptions options)
{
    private readonly TextPlanner _planner = new(model, options);
    private readonly TokenTexts _texts = new(model.Tokenizer);

    /// <summary>/v1/chat/completions.</summary>
    public async Task ChatAsync(HttpContext context)
    {
        ChatQuery query = await QueryReader.ReadAsync(context, ServeJson.Default.ChatQuery).ConfigureAwait(false);
        await this.AnswerAsync(context, _planner.Plan(query, this.CallerOf(context))).ConfigureAwait(false);
    }

    /// <summary>/v1/completions.</summary>
    public async Task CompleteAsync(HttpContext context)
    {
        CompletionQuery query = await QueryReader.ReadAsync(context, ServeJson.Default.CompletionQuery).ConfigureAwait(false);
        await this.AnswerAsync(context, _planner.Plan(query, this.CallerOf(context))).ConfigureAwait(false);
    }

    // Who takes turns with others: keys where there are any, else addresses.
    private string CallerOf(HttpContext context) =>
        options.ApiKeys.IsEmpty ? $"{context.Connection.RemoteIpAddress}" : context.Request.Headers.Authorization.ToString();

    private async Task AnswerAsync(HttpContext context, TextPlan plan)
    {
        // Ends the texts that are still written when one fails, or when the client has gone.
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);

        try
        {
            ChannelReader<(int Choice, TextPart Part)> parts = this.Ask(plan, source.Token);
            AnswerFormat format = new(plan, _texts);

            await (plan.IsStream ? StreamAsync(context, plan, format, parts) : WriteAsync(context, plan, format, parts)).ConfigureAwait(false);
        }
        finally
        {
            await source.CancelAsync().ConfigureAwait(false);
        }
    }

    private ChannelReader<(int Choice, TextPart Part)> Ask(TextPlan plan, CancellationToken cancellation)
    {
        Channel<(int Choice, TextPart Part)> merged = Channel.CreateUnbounded<(int Choice, TextPart Part)>();

        try
        {
            IAsyncEnumerable<TextPart>[] texts = [.. plan.Texts.Select(request => model.Engine.GenerateAsync(request, cancellation))];
            _ = MergeAsync(texts, merged.Writer);

            return merged.Reader;
        }
        catch (ArgumentException exception)
        {
            throw ApiException.Invalid(null, exception.Message);
        }
    }

    // Bounded by the texts: a client that reads slowly costs what it was promised, and nobody waits for it.
    private static async Task MergeAsync(IAsyncEnumerable<TextPart>[] texts, ChannelWriter<(int Choice, TextPart Part)> merged)
    {
        await Task.WhenAll(texts.Select(async (text, choice) =>
        {
            try
            {
                await foreach (TextPart part in text.ConfigureAwait(false))
                {
                    _ = merged.TryWrite((choice, part));
                }
            }
            catch (Exception exception)
            {
                _ = merged.TryComplete(exception);
            }
        })).ConfigureAwait(false);
        _ = merged.TryComplete();
    }

    private static async Task WriteAsync(HttpContext context, TextPlan plan, AnswerFormat format, ChannelReader<(int Choice, TextPart Part)> parts)
    {
        List<TextPart>[] choices = [.. plan.Texts.Select(static _ => new List<TextPart>())];

        await foreach ((int choice, TextPart part) in parts.ReadAllAsync(context.RequestAborted).ConfigureAwait(false))
        {
            choices[choice].Add(part);
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, format.Whole(choices), ServeJson.Default.TextAnswer).ConfigureAwait(false);
    }

    private static async Task StreamAsync(HttpContext context, TextPlan plan, AnswerFormat format, ChannelReader<(int Choice, TextPart Part)> parts)
    {
        // What fails before the first part still has a status of its own.
        _ = await parts.WaitToReadAsync(context.RequestAborted).ConfigureAwait(false);
        EventStream events = new(context);
        events.Start();
        int tokens = 0;

        foreach (TextAnswer opening in Enumerable.Range(0, plan.Texts.Length).Select(format.Opening).OfType<TextAnswer>())
        {
            events.Add(opening, ServeJson.Default.TextAnswer);
        }

        try
        {
            // What is there by now is sent together.
            while (await parts.WaitToReadAsync(context.RequestAborted).ConfigureAwait(false))
            {
                tokens += AddParts(events, format, parts);
                await events.SendAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            events.Add(ErrorHandling.Describe(exception).Answer, ServeJson.Default.ErrorAnswer);
            await events.SendAsync().ConfigureAwait(false);

            return;
        }

        if (plan.StreamsUsage)
        {
            events.Add(format.Usage(tokens), ServeJson.Default.TextAnswer);
        }

        events.AddEnd();
        await events.SendAsync().ConfigureAwait(false);
    }

    private static int AddParts(EventStream events, AnswerFormat format, ChannelReader<(int Choice, TextPart Part)> parts)
    {
        int tokens = 0;

        while (parts.TryRead(out (int Choice, TextPart Part) item))
        {
            tokens += item.Part.Token is null ? 0 : 1;

            if (format.Part(item.Choice, item.Part) is TextAnswer answer)
            {
                events.Add(answer, ServeJson.Default.TextAnswer);
            }
        }

        return tokens;
    }
}
