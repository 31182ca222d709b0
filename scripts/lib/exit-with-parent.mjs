// @ts-check
// Preloaded into every process that the start script makes. The channel to the parent closes when the parent ends,
// however it ends; a child that outlived it would hold the data folder and the ports.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
