using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;

namespace Weft.AotTests;

/// <summary>Counts what passes and what does not, and hashes what was computed, bit for bit.</summary>
internal sealed class Checks(TextWriter output)
{
    // FNV-1a: the framework's own hashes need OpenSSL, which an emulated machine lacks.
    private const ulong HashStart = 0xCBF2_9CE4_8422_2325;
    private const ulong HashPrime = 0x0000_0100_0000_01B3;
    private ulong _hash = HashStart;

    /// <summary>The model that is checked.</summary>
    public string Model { get; set; } = string.Empty;

    public int Passed { get; private set; }

    public int Failed { get; private set; }

    /// <summary>The largest error so far, as a share of its tolerance.</summary>
    public double LargestError { get; private set; }

    /// <summary>The hash of every number so far.</summary>
    public string Bits => _hash.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Checks a tensor and takes its bits: max |ours - reference| is at most a share of max |reference|, plus a constant.</summary>
    public void Compare(string what, ReadOnlySpan<float> ours, ReadOnlySpan<float> reference, double relative, double absolute = 0)
    {
        this.Take(ours);
        double error = ours.Length == reference.Length ? 0 : double.PositiveInfinity;
        double scale = 0;

        for (int i = 0; i < reference.Length && i < ours.Length; i++)
        {
            // Math.Max hands a value that is no number on.
            error = Math.Max(error, Math.Abs((double)ours[i] - reference[i]));
            scale = Math.Max(scale, Math.Abs((double)reference[i]));
        }

        this.Count(what, error, (relative * scale) + absolute);
    }

    /// <summary>Checks one number and takes its bits.</summary>
    public void Compare(string what, double ours, double reference, double relative)
    {
        this.Take(ours);
        this.Count(what, Math.Abs(ours - reference), relative * Math.Abs(reference));
    }

    /// <summary>Counts an error that is allowed to be as large as its tolerance.</summary>
    public void Count(string what, double error, double tolerance)
    {
        this.Check(what, error <= tolerance, string.Create(CultureInfo.InvariantCulture, $"off by {error:G3}, where {tolerance:G3} is allowed"));
        this.LargestError = Math.Max(this.LargestError, error == 0 ? 0 : error / tolerance);
    }

    /// <summary>Counts something that holds or does not.</summary>
    public void Check(string what, bool holds, string otherwise)
    {
        if (holds)
        {
            this.Passed++;
        }
        else
        {
            this.Failed++;
            output.WriteLine($"FAILED: {this.Model}, {what}: {otherwise}");
        }
    }

    /// <summary>Takes the bits of what has no reference.</summary>
    public void Take(ReadOnlySpan<float> values) => this.Take(MemoryMarshal.AsBytes(values));

    /// <inheritdoc cref="Take(ReadOnlySpan{float})"/>
    public void Take(double value) => this.Take(MemoryMarshal.AsBytes(new ReadOnlySpan<double>(in value)));

    private void Take(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            _hash = unchecked((_hash ^ value) * HashPrime);
        }
    }
}
