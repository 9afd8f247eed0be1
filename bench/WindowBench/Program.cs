using Orchestrator.Bench;

// What a window that shrinks rarely and in one big step saves against one that slides along with each turn: see Grains/Conversations/Window/ContextWindow.cs.
var comparison = await Comparison.Play();
comparison.WriteTo(Console.Out);
return comparison.Gain >= 2 ? 0 : 1;
