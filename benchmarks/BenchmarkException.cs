using System;

namespace Weft.Benchmarks;

/// <summary>A benchmark that could not be measured; the message is a sentence for the user.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
