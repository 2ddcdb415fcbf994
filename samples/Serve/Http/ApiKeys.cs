using System;
using System.Collections.Immutable;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Weft.Samples;

/// <summary>Asks for a key where there are any: `Authorization: Bearer KEY`.</summary>
internal sealed class ApiKeys(ImmutableArray<string> keys)
{
    private const string Scheme = "Bearer ";
    private readonly ImmutableArray<byte[]> _hashes = [.. keys.Select(Hash)];

    /// <summary>Lets a request pass, or answers it with 401.</summary>
    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (!keys.IsEmpty && context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase) && !this.IsKnown(context.Request.Headers.Authorization.ToString()))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";

            throw ApiException.Of(StatusCodes.Status401Unauthorized, "A key is needed: Authorization: Bearer KEY.");
        }

        return next(context);
    }

    // Hashes are of one length, and are compared whole: times tell nothing of a key.
    private bool IsKnown(string authorization)
    {
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        byte[] hash = Hash(authorization[Scheme.Length..].Trim());
        bool isKnown = false;

        foreach (byte[] known in _hashes)
        {
            isKnown |= CryptographicOperations.FixedTimeEquals(hash, known);
        }

        return isKnown;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
