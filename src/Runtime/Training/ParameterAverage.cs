using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weft;

/// <summary>
/// The exponential moving average of the parameters that are trained, of a rank's share (Polyak and Juditsky, "Acceleration of stochastic
/// approximation by averaging", 1992): average += (1 - d) (parameter - average) after every update, where d is the decay and in the
/// first updates less, min(decay, (1 + n) / (10 + n)) after n of them, as TensorFlow's ExponentialMovingAverage has it: the beginning is
/// soon forgotten.
/// </summary>
internal sealed unsafe class ParameterAverage
{
    /// <summary>What stands before names of parameters in a checkpoint.</summary>
    public const string Prefix = "training.average.";

    private readonly TransformerModel _model;
    private readonly GradientShare _share;
    private readonly NativeArena _average;
    private readonly double _decay;

    /// <summary>Begins with the parameters as they are.</summary>
    /// <param name="model">The model in training.</param>
    /// <param name="share">What is averaged here.</param>
    /// <param name="average">Room for the average, laid out like the gradients of the share.</param>
    /// <param name="decay">The decay, above 0 and below 1.</param>
    public ParameterAverage(TransformerModel model, GradientShare share, NativeArena average, double decay)
    {
        (_model, _share, _average, _decay) = (model, share, average, decay);

        foreach (PanelRange range in PanelRange.Divide(model.Description, static info => info.IsTrained))
        {
            if (this.Find(range, out float* parameters, out float* averages, out nuint length))
            {
                new ReadOnlySpan<float>(parameters, (int)length).CopyTo(new Span<float>(averages, (int)length));
            }
        }
    }

    /// <summary>Whether the model has the average, and the arena the parameters in training.</summary>
    public bool IsInUse { get; set; }

    /// <summary>Takes in what an update has made of some parameters.</summary>
    /// <param name="step">Updates before it.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="start">Where they are in the share.</param>
    /// <param name="length">Floats, a multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Update(long step, float* parameters, nuint start, nuint length)
    {
        Vector256<float> gain = Vector256.Create((float)(1 - Math.Min(_decay, (1.0 + step) / (10.0 + step))));
        float* averages = _average.Pointer + start;

        for (nuint index = 0; index < length; index += 8)
        {
            Vector256<float> average = *(Vector256<float>*)(averages + index);
            Vector256<float> difference = *(Vector256<float>*)(parameters + index) - average;
            *(Vector256<float>*)(averages + index) = average + (difference * gain);
        }
    }

    /// <summary>Exchanges parameters of a range and their average.</summary>
    public void Exchange(PanelRange range)
    {
        if (!this.Find(range, out float* parameters, out float* averages, out nuint length))
        {
            return;
        }

        for (nuint index = 0; index < length; index += 8)
        {
            Vector256<float> parameter = *(Vector256<float>*)(parameters + index);
            *(Vector256<float>*)(parameters + index) = *(Vector256<float>*)(averages + index);
            *(Vector256<float>*)(averages + index) = parameter;
        }
    }

    // The part of a range that is in the share.
    private bool Find(PanelRange range, out float* parameters, out float* averages, out nuint length)
    {
        ParameterInfo info = _model.Description.Parameters[range.Parameter];
        nuint parameter = range.Start(info);
        nuint gradient = info.GradientOffset + (parameter - info.Offset);
        nuint start = Math.Max(gradient, _share.Start);
        nuint end = Math.Min(gradient + range.Length, _share.End);
        bool isHere = start < end;
        length = isHere ? end - start : 0;
        parameters = isHere ? _model.Parameters.Pointer + parameter + (start - gradient) : null;
        averages = isHere ? _average.Pointer + (start - _share.Start) : null;

        return isHere;
    }
}
