using Weft.Generator.Graph;
using Weft.Generator.Specification;

namespace Weft.Generator.Tests.Graph;

/// <content>Patches of images.</content>
internal static partial class ForwardRules
{
    private static void CutPatches(InterpreterFrame frame, Patches patches)
    {
        ImageInput image = patches.Image;
        Matrix output = frame.Create(patches.Output);
        InterpreterSide side = frame.SideOf(patches.Output);

        for (int row = 0; row < output.Rows; row++)
        {
            int number = side.Positions[row] - (image.HasClassToken ? 1 : 0);

            for (int column = 0; column < image.PatchFloats && number >= 0; column++)
            {
                int channel = column / (image.Patch * image.Patch);
                int y = (number / (image.Width / image.Patch) * image.Patch) + (column / image.Patch % image.Patch);
                int x = (number % (image.Width / image.Patch) * image.Patch) + (column % image.Patch);
                output[row, column] = frame.Batch.Images[side.Owners[row]][(((channel * image.Height) + y) * image.Width) + x];
            }
        }
    }

    private static void PlacePatches(InterpreterFrame frame, PatchEmbedding embedding)
    {
        Matrix input = frame.Values[embedding.Input];
        Matrix output = frame.Create(embedding.Output);
        double[]? classToken = embedding.ClassToken is null ? null : frame.Parameter(embedding.ClassToken);
        double[]? positions = embedding.Positions is null ? null : frame.Parameter(embedding.Positions);
        InterpreterSide side = frame.SideOf(embedding.Output);
        int size = embedding.Output.Columns.Count;

        for (int row = 0; row < output.Rows; row++)
        {
            int position = side.Positions[row];

            for (int column = 0; column < size; column++)
            {
                output[row, column] = (position == 0 && classToken is not null ? classToken[column] : input[row, column])
                    + (positions?[(position * size) + column] ?? 0);
            }
        }
    }
}
