using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weft.Shared;

namespace Weft;

/// <summary>
/// A matrix [out, in] as integers: in memory the panels that products read, and in a file four tensors: the integers, the scales of groups
/// of inputs, their zeros where the format has some, and a factor for each output. The panels are an array that does not move: sessions
/// copy from it, whoever disposes the model meanwhile.
/// </summary>
internal sealed unsafe class StoredParameter
{
    private readonly ParameterInfo _info;
    private readonly IntegerPanel _panel;
    private readonly float[] _panels;

    /// <summary>Reserves the panels; all zero.</summary>
    /// <param name="info">The parameter, a projection or a table: its second dimension is that of the inputs.</param>
    /// <param name="storage">A storage of integers.</param>
    public StoredParameter(ParameterInfo info, WeightStorage storage)
    {
        _info = info;
        _panel = (IntegerPanel)WeightPanel.Of(storage);
        this.Storage = storage;
        int panel = (int)_panel.Floats(this.Rows);
        _panels = GC.AllocateArray<float>(checked(info.First.Padded / Panels.Width * panel), pinned: true);

        for (int at = 0; at < _panels.Length; at += panel)
        {
            _panel.Clear(this.Pointer + at, this.Rows);
        }
    }

    /// <summary>How it is stored.</summary>
    public WeightStorage Storage { get; }

    /// <summary>The panels, as an inference session has them; as long as this object is referred to.</summary>
    public float* Pointer => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_panels));

    /// <summary>The parameter.</summary>
    public ParameterInfo Info => _info;

    /// <summary>What knows the integers in memory.</summary>
    public IntegerPanel Panel => _panel;

    /// <summary>Groups of inputs.</summary>
    public int Groups => _panel.Groups(this.Rows);

    private int Rows => _info.Second!.Value.Padded;

    /// <summary>Rounds a matrix.</summary>
    /// <param name="values">Row-major in the shape of files.</param>
    /// <param name="feedback">What the errors of inputs add to others; null where each weight is rounded by itself.</param>
    /// <exception cref="InvalidOperationException">An element is infinite or NaN.</exception>
    public void Write(ReadOnlySpan<float> values, RoundingFeedback? feedback = null)
    {
        int inputs = _info.Second!.Value.Count;
        float[] panel = new float[this.Rows * Panels.Width];
        int output = 0;

        // Outputs stand in their order, with gaps where a head is filled up.
        for (int first = 0; first < _info.First.Padded; first += Panels.Width)
        {
            Array.Clear(panel);

            for (; output < _info.First.Count && _info.First.IndexOf(output) < first + Panels.Width; output++)
            {
                this.Place(values.Slice(output * inputs, inputs), panel.AsSpan(_info.First.IndexOf(output) - first));
            }

            fixed (float* source = panel)
            {
                if (!(feedback is null
                    ? _panel.TryWrite(source, this.PanelOf(first), this.Rows)
                    : _panel.TryWrite(source, this.PanelOf(first), this.Rows, feedback)))
                {
                    throw new InvalidOperationException(
                        $"{_info.Name} has elements that are infinite or no numbers, which {_panel.Name} cannot store.");
                }
            }
        }
    }

    /// <summary>The matrix, row-major in the shape of files.</summary>
    public void CopyTo(Span<float> values)
    {
        int index = 0;

        for (int output = 0; output < _info.First.Count; output++)
        {
            float* panel = this.PanelOf(output, out int column);

            for (int input = 0; input < _info.Second!.Value.Count; input++)
            {
                values[index++] = _panel.Value(panel, column, _info.Second.Value.IndexOf(input));
            }
        }
    }

    /// <inheritdoc cref="CopyTo"/>
    public float[] ToArray()
    {
        float[] values = new float[_info.Count];
        this.CopyTo(values);

        return values;
    }

    /// <summary>The panel of an output, and the output's column in it.</summary>
    public float* PanelOf(int output, out int column)
    {
        int place = _info.First.IndexOf(output);
        column = place % Panels.Width;

        return this.PanelOf(place - column);
    }

    private float* PanelOf(int firstColumn) => this.Pointer + ((nuint)(firstColumn / Panels.Width) * _panel.Floats(this.Rows));

    private void Place(ReadOnlySpan<float> row, Span<float> column)
    {
        for (int input = 0; input < row.Length; input++)
        {
            column[_info.Second!.Value.IndexOf(input) * Panels.Width] = row[input];
        }
    }
}
