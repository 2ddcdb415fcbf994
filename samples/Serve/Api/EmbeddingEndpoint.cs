using System;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace Weft.Samples;

/// <summary>/v1/embeddings: texts become vectors of length 1.</summary>
internal sealed class EmbeddingEndpoint(ServedEncoder encoder, ServeOptions options)
{
    private const int MostInputs = 256;
    private int _waiting;

    /// <summary>Answers a request.</summary>
    public async Task EmbedAsync(HttpContext context)
    {
        EmbeddingQuery query = await QueryReader.ReadAsync(context, ServeJson.Default.EmbeddingQuery).ConfigureAwait(false);
        string[] texts = Check(query);
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        source.CancelAfter(TimeSpan.FromSeconds(options.MaxSeconds));

        try
        {
            GeneratedEmbeddings<Embedding<float>> embeddings = await this.EmbedAsync(texts, source.Token).ConfigureAwait(false);
            await JsonAnswer.WriteAsync(
                context, StatusCodes.Status200OK, AnswerOf(embeddings, query.EncodingFormat == "base64"), ServeJson.Default.EmbeddingAnswer).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new TimeoutException($"The texts were not embedded within {options.MaxSeconds} seconds.");
        }
    }

    private static EmbeddingAnswer AnswerOf(GeneratedEmbeddings<Embedding<float>> embeddings, bool isBase64) => new()
    {
        Data = [.. embeddings.Select((embedding, i) => new EmbeddingEntry { Index = i, Embedding = new EmbeddingVector(embedding.Vector, isBase64) })],
        Usage = new EmbeddingUsage((int)embeddings.Usage!.InputTokenCount!.Value),
    };

    private static string[] Check(EmbeddingQuery query)
    {
        if (query.Model is string id && id != ServedEncoder.Id)
        {
            throw ApiException.UnknownModel(id, ServedEncoder.Id);
        }

        if (query.Dimensions is int dimensions && dimensions != ServedEncoder.Dimensions)
        {
            throw ApiException.Invalid(
                "dimensions", $"dimensions is {dimensions}; {ServedEncoder.Id} has vectors of {ServedEncoder.Dimensions}, and no part of one means anything.");
        }

        if (query.EncodingFormat is not (null or "float" or "base64"))
        {
            throw ApiException.Invalid("encoding_format", $"encoding_format is '{query.EncodingFormat}'; float and base64 are known.");
        }

        return TextsOf(query.Input);
    }

    private static string[] TextsOf(JsonElement? input)
    {
        string[] texts = input switch
        {
            { ValueKind: JsonValueKind.String } text => [QueryReader.TextOf(text, "input")],
            { ValueKind: JsonValueKind.Array } array => [.. array.EnumerateArray().Select(static item => QueryReader.TextOf(item, "input"))],
            _ => throw ApiException.Invalid("input", "input is missing; it must be a text or a list of texts."),
        };

        return texts.Length is >= 1 and <= MostInputs
            ? texts
            : throw ApiException.Invalid("input", $"input has {texts.Length} texts; this server embeds 1 to {MostInputs} at once.");
    }

    // Requests wait for the one session; no more of them than may.
    private async Task<GeneratedEmbeddings<Embedding<float>>> EmbedAsync(string[] texts, CancellationToken cancellation)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > options.QueueCapacity)
            {
                throw ApiException.Of(StatusCodes.Status429TooManyRequests, $"{options.QueueCapacity} requests are waiting already, as many as may.");
            }

            return await encoder.Generator.GenerateAsync(texts, options: null, cancellation).ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            throw ApiException.Invalid("input", exception.Message);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _waiting);
        }
    }
}
