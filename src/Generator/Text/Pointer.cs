using System.Linq;

namespace Weft.Generator.Text;

/// <summary>Pointers as C#.</summary>
internal static class Pointer
{
    /// <summary>
    /// <c>&amp;pointer[at + 8]</c>: the address of an element whose index some terms add up to; empty terms and zeros are none. The sum of
    /// a pointer and a number means the same, but costs the compiler many times as long, for it weighs eight operators; so
    /// does <c>pointer += 8</c>, in whose place <c>pointer = &amp;pointer[8]</c> stands.
    /// </summary>
    public static string To(string pointer, params string[] terms)
    {
        string index = string.Join(" + ", terms.Where(static term => term is not ("" or "0")));

        return index.Length == 0 ? pointer : $"&{pointer}[{index}]";
    }
}
