using System.Collections.Generic;

namespace Weft;

/// <summary>Numbers the words of a segment and its references, 0, 1, ...</summary>
internal sealed class WordNumbers
{
    private readonly Dictionary<string, int> _numbers = [];

    /// <summary>Forgets all words: the next segment starts anew.</summary>
    public void Clear() => _numbers.Clear();

    /// <summary>The words of one text as numbers.</summary>
    public int[] Number(List<string> words)
    {
        int[] numbers = new int[words.Count];

        for (int index = 0; index < numbers.Length; index++)
        {
            if (!_numbers.TryGetValue(words[index], out numbers[index]))
            {
                numbers[index] = _numbers.Count;
                _numbers.Add(words[index], numbers[index]);
            }
        }

        return numbers;
    }
}
