using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Weft.Samples;

/// <summary>Server-sent events, each a JSON value: https://html.spec.whatwg.org/multipage/server-sent-events.html.</summary>
internal sealed class EventStream(HttpContext context)
{
    private readonly PipeWriter _body = context.Response.BodyWriter;

    /// <summary>Sets the headers.</summary>
    public void Start()
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>Adds an event to what is sent next.</summary>
    public void Add<T>(T value, JsonTypeInfo<T> type)
    {
        _body.Write("data: "u8);

        using (Utf8JsonWriter json = new(_body))
        {
            JsonSerializer.Serialize(json, value, type);
        }

        _body.Write("\n\n"u8);
    }

    /// <summary>Adds that nothing more comes.</summary>
    public void AddEnd() => _body.Write("data: [DONE]\n\n"u8);

    /// <summary>Sends what has been added.</summary>
    public async Task SendAsync() => _ = await _body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
}
