using System;
using Microsoft.AspNetCore.Http;

namespace Weft.Samples;

/// <summary>An answer that says what is wrong with a request.</summary>
/// <param name="status">The status.</param>
/// <param name="type">OpenAI's name for the kind.</param>
/// <param name="code">Its name for programs; null for none.</param>
/// <param name="parameter">The parameter that is wrong; null for none.</param>
/// <param name="message">The sentence.</param>
internal sealed class ApiException(int status, string type, string? code, string? parameter, string message) : Exception(message)
{
    /// <summary>The status.</summary>
    public int Status => status;

    /// <summary>OpenAI's name for the kind.</summary>
    public string Type => type;

    /// <summary>Its name for programs.</summary>
    public string? Code => code;

    /// <summary>The parameter that is wrong.</summary>
    public string? Parameter => parameter;

    /// <summary>A request that cannot be understood, or asks for what is not allowed.</summary>
    public static ApiException Invalid(string? parameter, string message, string? code = null) =>
        new(StatusCodes.Status400BadRequest, "invalid_request_error", code, parameter, message);

    /// <summary>A model that is not served.</summary>
    /// <param name="id">What was asked for.</param>
    /// <param name="known">What could be.</param>
    public static ApiException UnknownModel(string id, string known) => new(
        StatusCodes.Status404NotFound, "invalid_request_error", "model_not_found", "model", $"There is no model '{id}' here; there is '{known}'.");

    /// <summary>A status that needs no parameter.</summary>
    public static ApiException Of(int status, string message) => status switch
    {
        StatusCodes.Status401Unauthorized => new(status, "invalid_request_error", "invalid_api_key", null, message),
        StatusCodes.Status429TooManyRequests => new(status, "rate_limit_error", "queue_full", null, message),
        >= StatusCodes.Status500InternalServerError => new(status, "server_error", null, null, message),
        _ => new(status, "invalid_request_error", null, null, message),
    };

    /// <summary>What is told of an exception; null where it is not about the request.</summary>
    public ErrorAnswer Answer => new() { Error = new ErrorDetail { Message = this.Message, Type = type, Param = parameter, Code = code } };
}
