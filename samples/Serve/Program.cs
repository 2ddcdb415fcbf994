using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Weft.Samples;

/// <summary>Serves stories260K, the smallest model of llama2.c, as OpenAI's API does.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        try
        {
            WebApplication application = ServeApplication.Create(arguments);
            await using (application.ConfigureAwait(false))
            {
                await application.RunAsync().ConfigureAwait(false);
            }

            return 0;
        }
        catch (Exception exception) when (exception is ServeOptionException or IOException or ModelFileException)
        {
            await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);

            return 1;
        }
    }
}
