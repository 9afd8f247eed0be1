using Orchestrator.Simulator;

var options = SimulatorEnvironment.Read(args);
await using var simulator = SimulatorApplication.CreateStandalone(options);
await simulator.RunAsync();
