using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Weft.Samples;

/// <summary>The server: its limits, its addresses and what is behind them.</summary>
internal static class ServeApplication
{
    private const int MostConnections = 1024;

    /// <summary>Builds it, with the model loaded.</summary>
    /// <param name="arguments">Configuration: `--urls http://127.0.0.1:5080`, `--Serve:MaxTokens 100`.</param>
    /// <exception cref="ServeOptionException">An option is out of its range.</exception>
    /// <exception cref="IOException">The model cannot be read.</exception>
    public static WebApplication Create(string[] arguments)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(arguments);
        ServeOptions options = ServeOptions.Read(builder.Configuration);
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.AddServerHeader = false;
        });

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(_ => ServedModel.Load(options));
        builder.Services.AddSingleton<ServedEncoder>();
        builder.Services.AddSingleton<PrometheusMetrics>();
        builder.Services.AddSingleton<TextEndpoint>();
        builder.Services.AddSingleton<EmbeddingEndpoint>();
        WebApplication application = builder.Build();

        try
        {
            Map(application, options);
        }
        catch
        {
            ((IDisposable)application).Dispose();
            throw;
        }

        return application;
    }

    private static void Map(WebApplication application, ServeOptions options)
    {
        // Both before the first request: loading tells what is wrong at once, and counting begins at zero.
        ServedModel model = application.Services.GetRequiredService<ServedModel>();
        PrometheusMetrics metrics = application.Services.GetRequiredService<PrometheusMetrics>();
        TextEndpoint texts = application.Services.GetRequiredService<TextEndpoint>();
        ErrorHandling errors = new(application.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Serve"));
        ApiKeys keys = new(options.ApiKeys);
        byte[] page = ReadPage();
        application.Use(errors.RunAsync);
        application.Use(keys.CheckAsync);
        application.UseRouting();
        application.MapPost("/v1/chat/completions", texts.ChatAsync);
        application.MapPost("/v1/completions", texts.CompleteAsync);
        application.MapPost("/v1/embeddings", application.Services.GetRequiredService<EmbeddingEndpoint>().EmbedAsync);
        MapModels(application, ModelEntry.All(model));
        application.MapGet("/health", static context => JsonAnswer.WriteAsync(
            context, StatusCodes.Status200OK, new HealthAnswer("ok"), ServeJson.Default.HealthAnswer));
        application.MapGet("/metrics", metrics.WriteAsync);
        application.MapGet("/", async context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'";
            await context.Response.Body.WriteAsync(page, context.RequestAborted).ConfigureAwait(false);
        });
    }

    private static void MapModels(WebApplication application, IReadOnlyList<ModelEntry> models)
    {
        application.MapGet("/v1/models", context => JsonAnswer.WriteAsync(
            context, StatusCodes.Status200OK, new ModelList { Data = models }, ServeJson.Default.ModelList));
        application.MapGet("/v1/models/{id}", context =>
        {
            string id = $"{context.Request.RouteValues["id"]}";

            return models.FirstOrDefault(model => model.Id == id) is ModelEntry found
                ? JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, found, ServeJson.Default.ModelEntry)
                : throw ApiException.UnknownModel(id, string.Join("' and '", models.Select(static model => model.Id)));
        });
    }

    private static byte[] ReadPage()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("index.html")!;
        byte[] page = new byte[stream.Length];
        stream.ReadExactly(page);

        return page;
    }
}
