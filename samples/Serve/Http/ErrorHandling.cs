using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Weft.Serving;

namespace Weft.Samples;

/// <summary>Every error in OpenAI's form, and a line of the log for every request.</summary>
internal sealed partial class ErrorHandling(ILogger logger)
{
    private const int RetrySeconds = 1;
    private const int ClosedByClient = 499;

    /// <summary>Runs a request.</summary>
    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        long start = Stopwatch.GetTimestamp();

        try
        {
            await next(context).ConfigureAwait(false);
            await WriteEmptyAsync(context).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Who asked has gone: nobody reads an answer.
            context.Response.StatusCode = context.Response.HasStarted ? context.Response.StatusCode : ClosedByClient;
        }
        catch (Exception exception)
        {
            await this.WriteAsync(context, exception).ConfigureAwait(false);
        }

        this.LogRequest(context.Request.Method, context.Request.Path, context.Response.StatusCode, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>What is said of an exception.</summary>
    public static ApiException Describe(Exception exception) => exception switch
    {
        ApiException known => known,
        QueueFullException full => ApiException.Of(StatusCodes.Status429TooManyRequests, full.Message),
        TimeoutException late => ApiException.Of(StatusCodes.Status504GatewayTimeout, late.Message),
        BadHttpRequestException bad => ApiException.Of(bad.StatusCode, bad.Message),
        ObjectDisposedException => ApiException.Of(StatusCodes.Status503ServiceUnavailable, "The server is stopping."),
        _ => ApiException.Of(StatusCodes.Status500InternalServerError, "The text could not be written; the log says why."),
    };

    // A status without a body is one of routing's.
    private static Task WriteEmptyAsync(HttpContext context) => context.Response is { HasStarted: false, StatusCode: >= 400 } response
        ? WriteAsync(context, ApiException.Of(response.StatusCode, response.StatusCode == StatusCodes.Status405MethodNotAllowed
            ? $"{context.Request.Path} does not take {context.Request.Method}."
            : $"There is nothing at {context.Request.Path}."))
        : Task.CompletedTask;

    private static Task WriteAsync(HttpContext context, ApiException answer)
    {
        if (answer.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = RetrySeconds.ToString(CultureInfo.InvariantCulture);
        }

        return JsonAnswer.WriteAsync(context, answer.Status, answer.Answer, ServeJson.Default.ErrorAnswer);
    }

    private async Task WriteAsync(HttpContext context, Exception exception)
    {
        ApiException answer = Describe(exception);

        if (answer.Status == StatusCodes.Status500InternalServerError)
        {
            this.LogFailure(exception);
        }

        if (context.Response.HasStarted)
        {
            context.Abort();

            return;
        }

        await WriteAsync(context, answer).ConfigureAwait(false);
    }

    [LoggerMessage(1, LogLevel.Information, "{Method} {Path} {Status} {Milliseconds}")]
    private partial void LogRequest(string method, PathString path, int status, double milliseconds);

    [LoggerMessage(2, LogLevel.Error, "A request failed.")]
    private partial void LogFailure(Exception exception);
}
