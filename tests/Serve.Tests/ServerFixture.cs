using System.Threading.Tasks;
using Xunit;

namespace Weft.Serve.Tests;

/// <summary>An open server, for what leaves it as it was.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    public Server Server { get; private set; } = null!;

    public async Task InitializeAsync() => this.Server = await Server.StartAsync("--Serve:QueueCapacity", "200", "--Serve:MaxBodyBytes", "20000");

    public async Task DisposeAsync() => await this.Server.DisposeAsync();
}
